/** Several calls, all or nothing. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import type { State } from "../reference/state.js";
import { ids, type Step, step, type Trial } from "./step.js";

class RolledBack extends Error {}

const takeAll = async (steps: readonly Step[], trial: Trial): Promise<void> => {
  for (const next of steps) await next.take(trial);
};

/** Puts the model back as well when the transaction rolls back. */
async function allOrNothing({ state }: Trial, transaction: () => Promise<void>): Promise<void> {
  const before = structuredClone(state);
  try {
    await transaction();
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    Object.assign(state, before);
  }
}

/** Whoever reads beside an open transaction sees what was there before it. */
async function seesNothingOf({ persistence, jobs }: Store, before: State): Promise<void> {
  assert.deepEqual(
    (await jobs.listJobs()).map(({ id, status, attempt }) => [id, status, attempt]),
    before.jobs.map(({ id, status, attempt }) => [id, status, attempt]),
    "jobs, seen from outside the transaction",
  );
  for (const { id, version } of before.runs) {
    const run = await persistence.getRun(id);
    assert.equal(run?.version, version, "a run's version, seen from outside the transaction");
  }
  assert.equal((await persistence.listLogs()).length, before.logs.length);
}

/** Joins the transaction it is in: what it did stays when its error is caught, and goes with the whole. */
const joining = (steps: fc.Arbitrary<Step[]>) =>
  step(
    "joining",
    { steps, ends: fc.constantFrom("well", "with an error that is caught", "with an error") },
    async (trial, { steps: taken, ends }) => {
      const joined = trial.scope.persistence.withTransaction(async (persistence) => {
        await takeAll(taken, { ...trial, scope: { ...trial.scope, persistence } });
        if (ends !== "well") throw new RolledBack();
      });
      await joined.catch((error: unknown) => {
        if (ends !== "with an error that is caught" || !(error instanceof RolledBack)) throw error;
      });
    },
  );

const isCommitted = fc.boolean();

export const transactionOf = (simple: fc.Arbitrary<Step>) =>
  step(
    "transaction",
    {
      steps: fc.array(
        fc.oneof(
          { weight: 8, arbitrary: simple },
          { weight: 1, arbitrary: joining(fc.array(simple, { maxLength: 3 })) },
        ),
        { maxLength: 6 },
      ),
      isCommitted,
    },
    (trial, given) =>
      allOrNothing(trial, async () => {
        const before = structuredClone(trial.state);
        await trial.store.transaction(async (scope) => {
          await takeAll(given.steps, { ...trial, scope });
          await seesNothingOf(trial.store, before);
          if (!given.isCommitted) throw new RolledBack();
        });
      }),
  );

/** The contract's own form, of the persistence alone. */
export const persistenceTransactionOf = (ofPersistence: fc.Arbitrary<Step>) =>
  step("withTransaction", { steps: fc.array(ofPersistence, { maxLength: 4 }), isCommitted }, (trial, given) =>
    allOrNothing(trial, () =>
      trial.store.persistence.withTransaction(async (persistence) => {
        await takeAll(given.steps, { ...trial, scope: { ...trial.scope, persistence } });
        assert.deepEqual(
          ids(await persistence.getRunsByStatus("PENDING")),
          ids(trial.state.runs.filter(({ status }) => status === "PENDING")),
          "a transaction sees its own writes",
        );
        if (!given.isCommitted) throw new RolledBack();
      }),
    ),
  );
