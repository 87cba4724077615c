/**
 * A receiver that refuses 400 events: they are found and grouped, replayed by canary in vain and then, the receiver
 * mended, to the end. Nothing is lost, and where the order of a run was broken the map of holes says so.
 */

import { afterEach, describe, expect, test } from "vitest";
import { CANARY_PLAN } from "../../src/domain/bulk-action.js";
import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import { bulkItemFilter } from "../../src/read/bulk-actions.js";
import { webhookSink } from "../../src/sinks/index.js";
import { eventInput, times } from "../../src/testing/factories.js";
import { openTestStore, STORE_KINDS, type TestStore } from "../stores.js";
import { type Receiver, startReceiver } from "./receiver.js";

const RUNS = 100;
const PER_RUN = 8;
/** Of each run: two kinds of trouble, each in the midst of events that get through. */
const NO_ACCOUNT = [2, 3, 6];
const BAD_TOTAL = [5];
const maria = { kind: "user", id: "maria" };

interface Body {
  readonly id: string;
  readonly runId: string;
  readonly sequence: number;
}

describe.each(STORE_KINDS)("400 refused events on %s", (kind) => {
  let opened: TestStore;
  let receiver: Receiver;
  let isMended: boolean;
  const taken: Body[] = [];
  afterEach(async () => {
    await receiver.close();
    await opened.discard();
  });

  async function prepare(): Promise<Kernel> {
    isMended = false;
    taken.length = 0;
    receiver = await startReceiver((response, { body }) => {
      const event = JSON.parse(body) as Body;
      const trouble = troubleOf(event);
      if (trouble !== null && !isMended) return void response.writeHead(422).end(trouble);
      taken.push(event);
      return void response.writeHead(204).end();
    });
    opened = await openTestStore(kind);
    const sink = webhookSink({ url: receiver.url, secret: "s", name: "billing", allowPrivate: true });
    await opened.store.persistence.appendOutboxEvents(
      times(RUNS, (run) => times(PER_RUN, () => eventInput(`run-${run}`))).flat(),
    );
    return createKernel({ store: opened.store, sinks: [sink] });
  }

  const troubleOf = ({ runId, sequence }: Body): string | null => {
    if (NO_ACCOUNT.includes(sequence)) return `no account "${runId}" in ledger ${sequence}`;
    return BAD_TOTAL.includes(sequence) ? `expected a number at .total, line ${sequence}` : null;
  };

  const publishAll = async (kernel: Kernel) => {
    for (;;) if ((await kernel.dispatch("outbox.flush", { maxTries: 1, limit: 2_000 })).runs === 0) return;
  };
  /** Until the action has ended. */
  const carryOut = async (kernel: Kernel, id: string) => {
    for (;;) {
      await kernel.dispatch("bulk.sweep", { limit: 500 });
      const action = await opened.store.read.bulk.get(id);
      if (action?.status !== "RUNNING") return action;
      await publishAll(kernel);
    }
  };
  const groups = async () => {
    const from = new Date(Date.now() - 3_600_000);
    return (await opened.store.read.failures.groups({ kind: "event", from })).groups;
  };
  const replay = (kernel: Kernel, fingerprint: string) =>
    kernel.dispatch("bulk.start", {
      kind: "replay",
      target: { deadEvents: { fingerprint } },
      plan: CANARY_PLAN,
      reason: "billing is mended",
      actor: maria,
    });

  test("are found, grouped, replayed by canary, and none is lost", async () => {
    const kernel = await prepare();
    const { store } = opened;
    await publishAll(kernel);

    const found = await groups();
    expect(
      found.map(({ count, runs, error }) => `${count} in ${runs}: ${error.replace(/\d+/g, "N")}`).sort(),
    ).toEqual(
      [
        '300 in 100: billing: HTTP N: no account "run-N" in ledger N',
        "100 in 100: billing: HTTP N: expected a number at .total, line N",
      ].sort(),
    );
    expect(await store.read.outbox.now()).toMatchObject({ waiting: 0, oldestAt: null, dead: 400 });
    const { runs, total } = await store.read.outbox.holes({ limit: 50 });
    expect(total).toBe(RUNS);
    for (const { squares } of runs)
      expect(squares).toEqual(["published", "dead", "dead", "past", "dead", "dead", "past", "past"]);
    const [account, sum] = [
      found.find(({ count }) => count === 300),
      found.find(({ count }) => count === 100),
    ];

    const vain = await replay(kernel, account?.fingerprint ?? "");
    expect(await carryOut(kernel, vain.bulkActionId)).toMatchObject({
      ...{ status: "STOPPED", total: 300, done: 1, succeeded: 0, failedAgain: 1 },
      stopReason: "1 of 1 failed again, where at most 20 % may",
    });
    expect(await store.persistence.listDeadEvents()).toHaveLength(400);

    isMended = true;
    const before = taken.length;
    for (const group of [account, sum]) {
      const { bulkActionId, total: items } = await replay(kernel, group?.fingerprint ?? "");
      expect(await carryOut(kernel, bulkActionId)).toMatchObject({
        ...{
          status: "DONE",
          total: items,
          done: items,
          succeeded: items,
          failed: 0,
          skipped: 0,
          failedAgain: 0,
        },
      });
      const report = await store.read.bulk.items(
        bulkItemFilter.parse({ id: bulkActionId, outcome: ["SUCCEEDED"], limit: 200 }),
      );
      expect(report.rows).toHaveLength(Math.min(200, items));
    }

    expect(await groups()).toEqual([]);
    expect(await store.read.outbox.now()).toMatchObject({ waiting: 0, dead: 0 });
    expect((await store.read.outbox.holes({ limit: 50 })).total).toBe(0);
    // Each event once, although 400 had been refused and one of them twice.
    expect(taken.map(({ runId, sequence }) => `${runId} ${sequence}`).sort()).toEqual(
      times(RUNS, (run) => times(PER_RUN, (n) => `run-${run} ${n + 1}`))
        .flat()
        .sort(),
    );
    // What was replayed came in the order of each run, kind by kind.
    for (const run of times(RUNS, (n) => `run-${n}`)) {
      const late = taken.slice(before).filter(({ runId }) => runId === run);
      expect(late.map(({ sequence }) => sequence)).toEqual([...NO_ACCOUNT, ...BAD_TOTAL]);
    }
  });
});
