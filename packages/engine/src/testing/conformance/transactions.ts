/** Transactions: all or nothing, seen by nobody before they commit, over all three ports. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import {
  aiCallInput,
  createRun,
  createStage,
  eventInput,
  jobInput,
  runInput,
  stageInput,
  times,
} from "../factories.js";
import { refuses } from "./refusal.js";
import { suite } from "./suite.js";

class Undone extends Error {}

/** Runs `work` in a transaction that fails at its end. */
async function undone(store: Store, work: Parameters<Store["transaction"]>[0]): Promise<void> {
  const failing = store.transaction(async (scope) => {
    await work(scope);
    throw new Undone();
  });
  await assert.rejects(failing, Undone);
}

export const transactionSuite = suite("transactions", {
  "a transaction gives what its callback gives": async ({ persistence, transaction }) => {
    assert.equal(await persistence.withTransaction(async () => "given"), "given");
    assert.equal(await transaction(async () => "given"), "given");
  },
  "what is written in a transaction is there when it has committed": async (store) => {
    const ids = await store.persistence.withTransaction(async (tx) => {
      const run = await tx.createRun(runInput());
      const stage = await tx.createStage(stageInput(run.id));
      return { run: run.id, stage: stage.id };
    });

    assert.equal((await store.persistence.getRun(ids.run))?.id, ids.run);
    assert.equal((await store.persistence.getStageById(ids.stage))?.workflowRunId, ids.run);
  },
  "the error that a callback throws comes out as it is": async ({ persistence }) => {
    const error = new Undone("mine");

    await assert.rejects(
      persistence.withTransaction(async () => {
        throw error;
      }),
      (thrown) => thrown === error,
    );
  },
  "a transaction that throws undoes everything it wrote": async (store) => {
    const { persistence } = store;
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    await persistence.createLog({ workflowStageId: stage.id, level: "INFO", message: "kept" });

    await undone(store, async (scope) => {
      const tx = scope.persistence;
      await tx.createRun(runInput({ id: "new-run" }));
      await tx.updateRun(run.id, { status: "COMPLETED" });
      await tx.createStage(stageInput(run.id, { stageId: "second" }));
      await tx.saveArtifact({ workflowRunId: run.id, key: "k", type: "ARTIFACT", data: 1, size: 1 });
      await tx.appendAnnotations([
        { workflowRunId: run.id, scope: "run", key: "k", value: 1, emitEvent: true },
      ]);
      await tx.appendOutboxEvents([eventInput(run.id)]);
      await tx.acquireIdempotencyKey("k", "create");
      await tx.deleteStage(stage.id);
    });

    assert.equal(await persistence.getRun("new-run"), null);
    assert.deepEqual(await persistence.getRun(run.id), run);
    assert.deepEqual(await persistence.getStagesByRun(run.id), [stage]);
    assert.equal((await persistence.listLogs({ workflowStageId: stage.id })).length, 1);
    assert.deepEqual(await persistence.listArtifacts(run.id), []);
    assert.deepEqual(await persistence.listAnnotations(run.id), []);
    assert.deepEqual(await persistence.getUnpublishedOutboxEvents(), []);
    assert.deepEqual(await persistence.acquireIdempotencyKey("k", "create"), { status: "acquired" });
  },
  "jobs, AI calls and batches of a transaction that throws are undone with the rest": async (store) => {
    const waiting = await store.jobs.enqueue(jobInput());

    await undone(store, async ({ persistence, jobs, aiCalls }) => {
      await persistence.createRun(runInput({ id: "new-run" }));
      await jobs.enqueue(jobInput());
      await jobs.claim({ workerId: "w", limit: 1, leaseMs: 60_000 });
      aiCalls.logCall(aiCallInput());
      await aiCalls.write([aiCallInput()]);
      await aiCalls.logBatchResults("batch", [aiCallInput()]);
    });

    assert.equal(await store.persistence.getRun("new-run"), null);
    assert.deepEqual(
      (await store.jobs.listJobs()).map(({ id, status, attempt }) => ({ id, status, attempt })),
      [{ id: waiting, status: "PENDING", attempt: 0 }],
    );
    assert.equal((await store.aiCalls.getStats("")).totalCalls, 0);
    assert.equal(await store.aiCalls.isRecorded("batch"), false);
  },
  "the three ports of a transaction commit together": async (store) => {
    const { runId, jobId } = await store.transaction(async ({ persistence, jobs, aiCalls }) => {
      const run = await persistence.createRun(runInput());
      aiCalls.logCall(aiCallInput());
      await aiCalls.logBatchResults("batch", [aiCallInput()]);
      return { runId: run.id, jobId: await jobs.enqueue(jobInput({ workflowRunId: run.id })) };
    });

    assert.notEqual(await store.persistence.getRun(runId), null);
    assert.equal((await store.jobs.getJob(jobId))?.status, "PENDING");
    assert.equal((await store.aiCalls.getStats("")).totalCalls, 2);
    assert.equal(await store.aiCalls.isRecorded("batch"), true);
  },
  "a transaction reads what it wrote": async (store) => {
    await store.transaction(async ({ persistence, jobs, aiCalls }) => {
      const run = await persistence.createRun(runInput());
      await persistence.updateRun(run.id, { duration: 7 });
      await persistence.createStage(stageInput(run.id));
      const jobId = await jobs.enqueue(jobInput());
      await aiCalls.write([aiCallInput()]);

      assert.equal((await persistence.getRun(run.id))?.duration, 7);
      assert.equal((await persistence.getStagesByRun(run.id)).length, 1);
      assert.equal((await jobs.dequeue())?.jobId, jobId);
      assert.equal((await aiCalls.getStats("")).totalCalls, 1);
    });
  },
  "readers outside see nothing of a transaction before it commits, then all of it": async (store) => {
    const run = await createRun(store);

    await store.transaction(async ({ persistence, jobs }) => {
      await persistence.updateRun(run.id, { status: "RUNNING" });
      await persistence.createStage(stageInput(run.id));
      const jobId = await jobs.enqueue(jobInput());

      assert.equal(await store.persistence.getRunStatus(run.id), "PENDING");
      assert.equal((await store.persistence.getRun(run.id))?.version, 1);
      assert.deepEqual(await store.persistence.getStagesByRun(run.id), []);
      assert.equal(await store.jobs.getJob(jobId), null);
      assert.equal((await store.read.runs.get(run.id))?.status, "PENDING");
    });

    assert.equal(await store.persistence.getRunStatus(run.id), "RUNNING");
    assert.equal((await store.persistence.getStagesByRun(run.id)).length, 1);
  },
  /**
   * A write through the outer store inside a callback cannot wait for the transaction, which waits for the callback:
   * it joins. A read through the outer store sees what is committed.
   */
  "writes through the outer store inside a callback join the transaction": async (store) => {
    await undone(store, async () => {
      await store.persistence.createRun(runInput({ id: "outer" }));
      await store.jobs.enqueue(jobInput());
    });
    await store.transaction(async () => {
      await store.persistence.createRun(runInput({ id: "joined" }));
    });

    assert.equal(await store.persistence.getRun("outer"), null);
    assert.deepEqual(await store.jobs.listJobs(), []);
    assert.notEqual(await store.persistence.getRun("joined"), null);
  },
  "a nested transaction joins the outer one: it is undone with it": async (store) => {
    await undone(store, async ({ persistence }) => {
      await persistence.withTransaction(async (inner) => {
        await inner.createRun(runInput({ id: "nested" }));
        await inner.withTransaction(async (deeper) => {
          await deeper.createRun(runInput({ id: "deeper" }));
        });
      });
      assert.notEqual(await persistence.getRun("nested"), null);
    });

    assert.equal(await store.persistence.getRun("nested"), null);
    assert.equal(await store.persistence.getRun("deeper"), null);
  },
  "a transaction of the outer store inside a callback joins too": async (store) => {
    await undone(store, async ({ persistence }) => {
      await persistence.createRun(runInput({ id: "first" }));
      await store.persistence.withTransaction((tx) => tx.createRun(runInput({ id: "second" })));
      await store.transaction((scope) => scope.persistence.createRun(runInput({ id: "third" })));
    });

    for (const id of ["first", "second", "third"]) assert.equal(await store.persistence.getRun(id), null);
  },
  "a call that is refused inside a transaction leaves the rest of it to commit": async (store) => {
    const taken = await createRun(store);

    await store.transaction(async ({ persistence, jobs }) => {
      await persistence.createRun(runInput({ id: "before" }));
      await refuses("ALREADY_EXISTS", persistence.createRun(runInput({ id: taken.id })));
      await refuses("NOT_FOUND", persistence.updateRun("missing", {}));
      await refuses("STALE_VERSION", persistence.updateRun(taken.id, { expectedVersion: 9 }));
      await refuses("NOT_FOUND", persistence.createStage(stageInput("missing")));
      const job = jobInput();
      await jobs.enqueue(job);
      await refuses("DUPLICATE_JOB", jobs.enqueue(job));
      await persistence.createRun(runInput({ id: "after" }));
    });

    assert.notEqual(await store.persistence.getRun("before"), null);
    assert.notEqual(await store.persistence.getRun("after"), null);
    assert.equal((await store.jobs.listJobs()).length, 1);
  },
  "what a transaction handed out refuses to work once the transaction is over": async (store) => {
    const kept = await store.transaction(async (scope) => scope);
    const tx = await store.persistence.withTransaction(async (inner) => inner);

    await assert.rejects(kept.persistence.createRun(runInput({ id: "late" })));
    await assert.rejects(kept.jobs.enqueue(jobInput()));
    await assert.rejects(tx.createRun(runInput({ id: "late" })));

    assert.equal(await store.persistence.getRun("late"), null);
  },
  "a store works on after a transaction that failed": async (store) => {
    for (const id of ["one", "two", "three"]) {
      await undone(store, ({ persistence }) => persistence.createRun(runInput({ id })));
      assert.equal((await store.persistence.createRun(runInput({ id }))).id, id);
    }
  },
  "calls of one transaction may be made side by side": async (store) => {
    const ids = await store.persistence.withTransaction((tx) =>
      Promise.all(times(10, async () => (await tx.createRun(runInput())).id)),
    );

    for (const id of ids) assert.notEqual(await store.persistence.getRun(id), null);
  },
  "thirty transactions that read, then write one run lose no update when they lock it first": async (
    store,
  ) => {
    const { id } = await createRun(store);

    await Promise.all(
      times(30, () =>
        store.persistence.withTransaction(async (tx) => {
          const run = await tx.lockRun(id);
          await tx.updateRun(id, { totalTokens: (run?.totalTokens ?? 0) + 1 });
        }),
      ),
    );

    const run = await store.persistence.getRun(id);
    assert.deepEqual([run?.totalTokens, run?.version], [30, 31]);
  },
  "of many transactions at once, those that fail leave nothing and the others everything": async (store) => {
    const outcomes = await Promise.allSettled(
      times(20, (index) =>
        store.transaction(async ({ persistence, jobs }) => {
          await persistence.createRun(runInput({ id: `run-${index}` }));
          await persistence.appendOutboxEvents([eventInput("shared", { payload: index })]);
          await jobs.enqueue(jobInput({ workflowRunId: `run-${index}` }));
          if (index % 2 === 1) throw new Undone();
        }),
      ),
    );

    assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 10);
    for (const index of times(20, (number) => number)) {
      const isKept = index % 2 === 0;
      assert.equal((await store.persistence.getRun(`run-${index}`)) !== null, isKept);
      assert.equal((await store.jobs.listJobs({ workflowRunId: `run-${index}` })).length, isKept ? 1 : 0);
    }
    const events = await store.persistence.getUnpublishedOutboxEvents();
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      times(10, (index) => index + 1),
    );
  },
  "the database's time does not stand still for a store": async (store) => {
    const [first, second] = [await store.now(), await store.now()];

    assert.ok(second >= first);
  },
  "whatever a callback throws comes out, and undoes": async (store) => {
    for (const thrown of ["a text", undefined, { code: "P2002" }, null]) {
      const failing = store.persistence.withTransaction(async (tx) => {
        await tx.createRun(runInput({ id: "undone" }));
        throw thrown;
      });
      await assert.rejects(
        failing.catch((error: unknown) => Promise.reject(new Undone("thrown", { cause: error }))),
        (error: Error) => error.cause === thrown,
      );
      assert.equal(await store.persistence.getRun("undone"), null);
    }
  },
  "a callback that throws at once is undone, too": async (store) => {
    await assert.rejects(
      store.persistence.withTransaction(() => {
        throw new Undone();
      }),
      Undone,
    );
    await createRun(store);
  },
  "a refusal that the callback does not catch undoes the rest": async (store) => {
    const failing = store.transaction(async ({ persistence }) => {
      await persistence.createRun(runInput({ id: "before" }));
      await persistence.updateRun("missing", {});
    });
    await refuses("NOT_FOUND", failing);
    assert.equal(await store.persistence.getRun("before"), null);
  },
  "versions and claims are undone with the rest": async (store) => {
    const { id } = await createRun(store);
    await undone(store, async ({ persistence }) => {
      assert.equal(await persistence.claimPendingRun(id), true);
      assert.equal(await persistence.claimNextPendingRun(), null);
    });
    assert.equal((await store.persistence.getRun(id))?.version, 1);
    assert.equal((await store.persistence.claimNextPendingRun())?.id, id);
  },
  "of transactions that make one run exactly one commits, the first that does not fail": async (store) => {
    const outcomes = await Promise.allSettled(
      times(10, (n) =>
        store.persistence.withTransaction(async (tx) => {
          await tx.createRun(runInput({ id: "wanted", workflowName: String(n) }));
          if (n < 5) throw new Undone();
        }),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
    assert.ok(Number((await store.persistence.getRun("wanted"))?.workflowName) >= 5);
  },
  "reads and nested transactions refuse, too, once the transaction is over": async (store) => {
    const run = await createRun(store);
    const committed = await store.transaction(async (scope) => scope);
    let failed: typeof committed | undefined;
    await undone(store, async (scope) => {
      failed = scope;
    });
    for (const over of [committed, failed]) {
      assert.ok(over);
      await assert.rejects(over.persistence.getRun(run.id));
      await assert.rejects(over.persistence.updateRun(run.id, {}));
      await assert.rejects(over.persistence.withTransaction(async () => undefined));
      await assert.rejects(over.jobs.listJobs());
      await assert.rejects(over.aiCalls.write([aiCallInput()]));
    }
    assert.equal((await store.persistence.getRun(run.id))?.version, 1);
  },
  "work that a callback started and that goes on without it writes for itself": async (store) => {
    let open = () => {};
    const isOver = new Promise<void>((resolve) => {
      open = resolve;
    });
    let later: Promise<unknown> | undefined;
    await undone(store, async () => {
      later = isOver.then(() => store.persistence.createRun(runInput({ id: "later" })));
    });
    open();
    await later;
    assert.equal((await store.persistence.getRun("later"))?.id, "later");
  },
  "more transactions than there are connections, each writing through the outer store, all commit": async (
    store,
  ) => {
    await Promise.all(
      times(40, (n) =>
        store.transaction(async ({ persistence }) => {
          await persistence.createRun(runInput({ id: `inner-${n}` }));
          await store.persistence.createRun(runInput({ id: `outer-${n}` }));
        }),
      ),
    );
    assert.equal((await store.persistence.getRunsByStatus("PENDING")).length, 80);
  },
  "a thousand writes in one transaction commit together": async (store) => {
    await store.transaction(async ({ persistence }) => {
      for (let n = 0; n < 1_000; n++) await persistence.createRun(runInput());
      assert.deepEqual(await store.persistence.getRunsByStatus("PENDING"), []);
    });
    assert.equal((await store.persistence.getRunsByStatus("PENDING")).length, 1_000);
  },
});
