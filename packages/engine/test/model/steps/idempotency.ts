/** Calls about idempotency keys. */

import fc from "fast-check";
import * as model from "../reference/idempotency.js";
import { agree, step } from "./step.js";
import { document } from "./values.js";

const names = { key: fc.constantFrom("k1", "k2"), commandType: fc.constantFrom("create", "rerun") };

export const idempotencySteps = [
  step(
    "acquireIdempotencyKey",
    {
      ...names,
      fingerprint: fc.constantFrom(undefined, undefined, "f1", "f2"),
      hour: fc.nat({ max: 3 }),
      staleAfterMs: fc.constantFrom(undefined, 3_600_000),
    },
    ({ scope, state }, { key, commandType, fingerprint, hour, staleAfterMs }) => {
      const now = new Date(Date.UTC(2026, 0, 1, hour));
      const options = { now, fingerprint, staleInProgressAfterMs: staleAfterMs };
      return agree(
        () => scope.persistence.acquireIdempotencyKey(key, commandType, options),
        () => model.acquire(state, { key, commandType, fingerprint, now: now.getTime(), staleAfterMs }),
      );
    },
  ),
  step(
    "completeIdempotencyKey",
    { ...names, result: document },
    ({ scope, state }, { key, commandType, result }) =>
      agree(
        () => scope.persistence.completeIdempotencyKey(key, commandType, result),
        () => model.complete(state, key, commandType, result),
      ),
  ),
  step("releaseIdempotencyKey", names, ({ scope, state }, { key, commandType }) =>
    agree(
      () => scope.persistence.releaseIdempotencyKey(key, commandType),
      () => model.release(state, key, commandType),
    ),
  ),
];
