import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { raw } from "../../src/adapters/prisma/sql.js";
import {
  type Database,
  type Db,
  MemoryDatabase,
  openDatabase,
  openMemoryStore,
  type Store,
} from "../../src/store.js";
import { createOracle, type Expectations, memoryFacts, sqlFacts } from "../../src/testing/oracle.js";
import { openTestStore, type TestStore } from "../stores.js";
import { type History, makeHistory } from "./history.js";

/** What a bug would leave behind, and the sentence that must name it. */
interface Plant {
  readonly invariant: number;
  readonly fact: string;
  /** Statements, separated by semicolons; both databases understand them. */
  sql?(history: History): string;
  expect?(history: History): Partial<Expectations>;
  says(history: History): RegExp;
}

/** Adds an event to the end of a run's history. */
const event = (runId: string, type: string, payload: object) =>
  `update outbox_streams set last_sequence = last_sequence + 1 where workflow_run_id = '${runId}';
   insert into outbox_events (id, workflow_run_id, sequence, event_type, payload, causation_id, occurred_at)
   select 'planted', '${runId}', max(sequence) + 1, '${type}', '${JSON.stringify(payload)}', 'x', max(occurred_at)
   from outbox_events where workflow_run_id = '${runId}'`;

const plants: readonly Plant[] = [
  {
    invariant: 1,
    fact: "an acknowledged run is gone",
    expect: ({ acknowledged }) => ({ acknowledged: [...acknowledged, { runId: "lost" }] }),
    says: () => /^Run lost was acknowledged and does not exist$/,
  },
  {
    invariant: 1,
    fact: "a run never ended",
    sql: ({ cancelledRunId: id }) =>
      `update workflow_runs set status = 'PENDING', completed_at = null where id = '${id}';
       delete from outbox_events where workflow_run_id = '${id}' and event_type = 'workflow:cancelled'`,
    says: ({ cancelledRunId }) => new RegExp(`^Run ${cancelledRunId} has not ended: it is PENDING$`),
  },
  {
    invariant: 2,
    fact: "a run was completed and cancelled in one attempt",
    sql: ({ runId }) => event(runId, "workflow:cancelled", { attempt: 1 }),
    says: ({ runId }) => new RegExp(`^Run ${runId}, COMPLETED, attempt 1 has 2 terminal events`),
  },
  {
    invariant: 2,
    fact: "a stage completed after the run's end",
    sql: ({ cancelledRunId }) => event(cancelledRunId, "stage:completed", { stageId: "ask", attempt: 0 }),
    says: ({ cancelledRunId }) =>
      new RegExp(`^Run ${cancelledRunId} has stage:completed of stage ask \\(event 4\\) after workflow:can`),
  },
  {
    invariant: 3,
    fact: "a stage committed twice",
    sql: ({ runId }) => event(runId, "stage:completed", { stageId: "left", attempt: 1 }),
    says: ({ runId }) => new RegExp(`^2 commits of stage left attempt 1 of run ${runId}$`),
  },
  {
    invariant: 3,
    fact: "a stage was committed by nobody",
    expect: ({ executions }) => ({
      executions: executions.filter(({ stageId, delivery }) => stageId !== "ask" || delivery !== 2),
    }),
    says: ({ runId }) =>
      new RegExp(`^Delivery 2, which never ran, committed stage ask attempt 0 of run ${runId}$`),
  },
  {
    invariant: 4,
    fact: "the second group started before the first was done",
    sql: ({ runId }) =>
      `update outbox_events set event_type = 'stage:progress'
       where workflow_run_id = '${runId}' and event_type = 'stage:completed' and payload like '%"ask"%'`,
    says: ({ runId }) =>
      new RegExp(`^Stage (left|right) of group 2 of run ${runId} started .* before ask of`),
  },
  {
    invariant: 5,
    fact: "two jobs of one attempt live",
    sql: ({ runId }) =>
      `drop index job_queue_live_key;
       insert into job_queue (id, workflow_run_id, workflow_id, stage_id) values ('j1', '${runId}', 'w', 'ask');
       insert into job_queue (id, workflow_run_id, workflow_id, stage_id) values ('j2', '${runId}', 'w', 'ask')`,
    says: ({ runId }) => new RegExp(`^2 live jobs for stage ask attempt 0 of run ${runId}$`),
  },
  {
    invariant: 5,
    fact: "a delivery ran twice",
    expect: ({ executions }) => ({ executions: [...executions, ...executions.slice(0, 1)] }),
    says: ({ runId }) =>
      new RegExp(`^The body ran 2 times in delivery 1 of stage ask attempt 0 of run ${runId}$`),
  },
  {
    invariant: 5,
    fact: "a delivery began after a later one",
    sql: ({ runId }) => event(runId, "stage:started", { stageId: "left", attempt: 1, delivery: 1 }),
    says: ({ runId }) =>
      new RegExp(
        `^Delivery 1 of stage left attempt 1 of run ${runId} began \\(event .*\\) after delivery 2$`,
      ),
  },
  {
    invariant: 6,
    fact: "nothing moves a run",
    sql: ({ runId }) =>
      `update workflow_runs set status = 'RUNNING', completed_at = null where id = '${runId}';
       update workflow_stages set status = 'RUNNING', completed_at = null
       where workflow_run_id = '${runId}' and stage_id = 'left' and superseded_at is null`,
    says: ({ runId }) => new RegExp(`^Run ${runId} is RUNNING and nothing moves it: ask COMPLETED, left RUN`),
  },
  {
    invariant: 7,
    fact: "an event is missing",
    sql: ({ runId }) => `delete from outbox_events where workflow_run_id = '${runId}' and sequence = 3`,
    says: ({ runId }) => new RegExp(`^Event 3 is followed by event 4 of run ${runId}$`),
  },
  {
    invariant: 7,
    fact: "an event was published before the one before it",
    sql: ({ runId }) =>
      `update outbox_events set published_at = occurred_at where workflow_run_id = '${runId}' and sequence = 2`,
    says: ({ runId }) => new RegExp(`^Event 2 of run ${runId} is published, event 1 before it is not$`),
  },
  {
    invariant: 7,
    fact: "a sink got an event late",
    expect: ({ runId }) => ({ delivered: [1, 3, 2, 3].map((sequence) => ({ runId, sequence })) }),
    says: ({ runId }) => new RegExp(`^Event 2 was delivered after event 3 of run ${runId}$`),
  },
  {
    invariant: 7,
    fact: "a sink never got an event",
    expect: ({ runId }) => ({ delivered: [{ runId, sequence: 1 }] }),
    says: ({ runId }) => new RegExp(`^Event 2 was never delivered of run ${runId}$`),
  },
  {
    invariant: 8,
    fact: "one key made two runs",
    sql: ({ cancelledRunId }) =>
      `update outbox_events set causation_id = 'key-1'
       where workflow_run_id = '${cancelledRunId}' and event_type = 'workflow:created'`,
    says: () => /^2 runs were created under key key-1$/,
  },
  {
    invariant: 8,
    fact: "a key was answered with another run than it stands for",
    expect: ({ runId }) => ({ acknowledged: [{ runId, idempotencyKey: "key-2" }] }),
    says: ({ runId, cancelledRunId }) =>
      new RegExp(`^Key key-2 was answered with run ${runId} and stands for ${cancelledRunId}$`),
  },
  {
    invariant: 9,
    fact: "a call is not in its stage's cost",
    sql: ({ runId }) =>
      `update workflow_stages set cost = 0 where workflow_run_id = '${runId}' and stage_id = 'ask'`,
    says: ({ runId }) =>
      new RegExp(`^Stage ask attempt 0 of run ${runId} says 0 US dollars, its AI calls 0\\.`),
  },
  {
    invariant: 9,
    fact: "a run's cost is not that of its calls",
    sql: ({ runId }) => `update workflow_runs set total_tokens = 1 where id = '${runId}'`,
    says: ({ runId }) => new RegExp(`^Run ${runId} says 1 tokens, its AI calls 1050$`),
  },
  {
    invariant: 10,
    fact: "a job was delivered too often",
    sql: ({ runId }) =>
      `update job_queue set attempt = 3 where workflow_run_id = '${runId}' and stage_id = 'ask'`,
    says: ({ runId }) =>
      new RegExp(`^Job .* was delivered 3 times of 2: stage ask attempt 0 of run ${runId}$`),
  },
  {
    invariant: 10,
    fact: "bodies ran more often than deliveries allow",
    expect: ({ runId, executions }) => ({
      executions: [...executions, { runId, stageId: "ask", attempt: 0, delivery: 3 }],
    }),
    says: ({ runId }) => new RegExp(`^3 executions of 2 of stage ask attempt 0 of run ${runId}$`),
  },
  {
    invariant: 12,
    fact: "a completed run has an error",
    sql: ({ runId }) => `update workflow_runs set error_message = 'boom' where id = '${runId}'`,
    says: ({ runId }) => new RegExp(`^Run ${runId} is COMPLETED with the error "boom"$`),
  },
  {
    invariant: 12,
    fact: "a completed stage has no end",
    sql: ({ runId }) =>
      `update workflow_stages set completed_at = null where workflow_run_id = '${runId}' and stage_id = 'ask'`,
    says: ({ runId }) =>
      new RegExp(`^Stage ask attempt 0 of run ${runId} is COMPLETED without a completedAt$`),
  },
  {
    invariant: 13,
    fact: "a job points at a run that is not there",
    sql: () =>
      `insert into job_queue (id, workflow_run_id, workflow_id, stage_id) values ('stray', 'nowhere', 'w', 's')`,
    says: () => /^A row of job_queue points at run nowhere, which does not exist$/,
  },
];

describe.each(["sqlite", "postgresql"] as const)("the oracle on %s", (kind) => {
  let opened: TestStore;
  let database: Database;
  let history: History;
  beforeAll(async () => {
    opened = await openTestStore(kind);
    database = await openDatabase(opened.url ?? "");
    history = await makeHistory(opened.store);
  });
  afterAll(async () => {
    await database?.close();
    await opened?.discard();
  });

  /** Everything `work` did to the database is undone. */
  const undone = async (work: (tx: Db) => Promise<void>) => {
    const undo = new Error("undo");
    const transaction = database.transaction(async (tx) => {
      await work(tx);
      throw undo;
    });
    await transaction.catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  };
  const plant = async (tx: Db, statements: string) => {
    for (const statement of statements.split(";")) await tx.execute(raw(statement));
  };

  test("finds nothing wrong with a healthy history", async () => {
    expect(await createOracle(sqlFacts(database)).check(history)).toEqual([]);
  });

  test.each(plants)("names what breaks invariant $invariant when $fact", (planted) =>
    undone(async (tx) => {
      if (planted.sql) await plant(tx, planted.sql(history));

      const violations = await createOracle(sqlFacts(tx)).check({ ...history, ...planted.expect?.(history) });

      expect(violations.filter(({ invariant }) => invariant === planted.invariant)).toContainEqual({
        invariant: planted.invariant,
        says: expect.stringMatching(planted.says(history)),
      });
    }),
  );

  test("notices between two looks that a version went back, and that an end did not last", () =>
    undone(async (tx) => {
      const oracle = createOracle(sqlFacts(tx));
      await oracle.observe();
      const [stage] = await opened.store.persistence.getStagesByRun(history.runId);

      await plant(
        tx,
        `update workflow_stages set version = version - 1 where id = '${stage?.id}';
         update workflow_runs set version = version + 1, status = 'FAILED' where id = '${history.runId}'`,
      );

      expect(await oracle.check(history)).toEqual(
        expect.arrayContaining([
          { invariant: 11, says: expect.stringContaining(`Stage row ${stage?.id} went from version`) },
          {
            invariant: 2,
            says: `Run ${history.runId} was COMPLETED and became FAILED in the same attempt 1`,
          },
        ]),
      );
    }));

  test("lets work that is under way be, and says so only when all should be at rest", () =>
    undone(async (tx) => {
      const id = history.cancelledRunId;
      await plant(
        tx,
        `update workflow_runs set status = 'PENDING', completed_at = null where id = '${id}';
         delete from outbox_events where workflow_run_id = '${id}' and event_type = 'workflow:cancelled';
         update outbox_streams set last_sequence = last_sequence - 1 where workflow_run_id = '${id}'`,
      );
      const oracle = createOracle(sqlFacts(tx));

      expect(await oracle.check({ ...history, isAtRest: false })).toEqual([]);
      expect((await oracle.check(history)).map(({ invariant }) => invariant)).toEqual([1]);
    }));
});

describe("the oracle on memory", () => {
  const open = async () => {
    const database = new MemoryDatabase();
    const store: Store = openMemoryStore({ database });
    const history = await makeHistory(store);
    return { database, history, oracle: createOracle(memoryFacts(database)) };
  };

  test("finds nothing wrong with a healthy history", async () => {
    const { history, oracle } = await open();

    expect(await oracle.check(history)).toEqual([]);
  });

  test("sees rows, events, keys and strays as it does in databases", async () => {
    const { database, history, oracle } = await open();
    await oracle.observe();

    await database.write(({ tables }) => {
      const run = tables.runs.get(history.runId);
      const [job] = tables.jobs.in("run", history.runId);
      const last = tables.events.in("run", history.runId).at(-1);
      if (run === undefined || job === undefined || last === undefined) throw new Error("nothing to break");
      tables.runs.put({ ...run, version: run.version - 1, errorMessage: "boom", totalCost: 7 });
      tables.jobs.put({ ...job, id: "stray", workflowRunId: "nowhere" });
      tables.events.put({ ...last, sequence: last.sequence + 1 });
    });
    const violations = await oracle.check({
      acknowledged: [...history.acknowledged, { runId: "lost", idempotencyKey: "key-1" }],
    });

    expect([...new Set(violations.map(({ invariant }) => invariant))]).toEqual([1, 7, 8, 9, 11, 12, 13]);
  });
});
