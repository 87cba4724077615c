/**
 * Several clients at once, each with a random sequence of calls on the same few rows. Nobody can tell in what order
 * they come to be; some things hold in every order.
 */

import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { STORE_KINDS } from "../stores.js";
import { History } from "./clients/history.js";
import { idempotencyActions, leaveKeyInProgress } from "./clients/idempotency.js";
import { checkJobs, jobActions } from "./clients/jobs.js";
import { checkRuns, runActions } from "./clients/runs.js";
import { checkTransactions, transactionActions } from "./clients/transactions.js";
import { type EmptyStores, emptyStores } from "./empty-stores.js";
import { check, NO_TIMEOUT, runsOn } from "./settings.js";

const SIZES = { memory: 1000, sqlite: 40, postgresql: 40 };

const client = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.oneof(...jobActions) },
    { weight: 2, arbitrary: fc.oneof(...runActions) },
    { weight: 2, arbitrary: fc.oneof(...transactionActions) },
    { weight: 1, arbitrary: fc.oneof(...idempotencyActions) },
  ),
  { minLength: 1, maxLength: 12, size: "max" },
);
const clients = fc.array(client, { minLength: 2, maxLength: 6, size: "max" });

const RUN = { workflowId: "w", workflowName: "W", workflowType: "t", input: null };

describe.each(STORE_KINDS)("%s", (kind) => {
  let stores: EmptyStores;
  beforeAll(async () => {
    stores = await emptyStores(kind);
  });
  afterAll(() => stores?.discard());

  const numRuns = runsOn(kind, { sizes: SIZES, share: 0.2 });
  test(
    `${numRuns} times several clients at once leave what some order of their calls leaves`,
    () =>
      check({ kind, test: "clients", values: clients, numRuns }, async (scripts) => {
        const store = await stores.next();
        const { persistence } = store;
        const runs = [(await persistence.createRun(RUN)).id, (await persistence.createRun(RUN)).id];
        await leaveKeyInProgress(store);
        const history = new History();

        const working = scripts.map(async (actions) => {
          const one = { store, history, runs, mine: [] };
          for (const action of actions) await action.perform(one);
        });
        // All of them, also after one has failed: the next sequence needs the store empty and quiet.
        for (const ending of await Promise.allSettled(working))
          if (ending.status === "rejected") throw ending.reason;

        await checkRuns(store, history, runs);
        await checkTransactions(store, history, runs);
        await checkJobs(store, history);
      }),
    NO_TIMEOUT,
  );
});
