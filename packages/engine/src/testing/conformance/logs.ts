/** Logs: what stages say while they work. */

import assert from "node:assert/strict";
import { LOG_LEVELS } from "../../domain/status.js";
import { createRun, createStage, times } from "../factories.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

export const logSuite = suite("logs", {
  "a line comes back as it was said": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    const line = { workflowRunId: id, workflowStageId: stage.id, level: "WARN", message: "careful" } as const;

    await store.persistence.createLog({ ...line, metadata: { n: [1] } });

    shows((await store.persistence.listLogs({ workflowRunId: id }))[0], { ...line, metadata: { n: [1] } });
  },
  "a line may belong to no run and no stage": async (store) => {
    await store.persistence.createLog({ level: "INFO", message: "of the process" });
    const [line] = await store.persistence.listLogs();
    shows(line, { workflowRunId: null, workflowStageId: null, metadata: null, message: "of the process" });
  },
  "a run that is named must exist": async (store) => {
    await refuses(
      "NOT_FOUND",
      store.persistence.createLog({ workflowRunId: "none", level: "INFO", message: "x" }),
    );
  },
  "lines come in the order they were said": async (store) => {
    const { id } = await createRun(store);
    for (const n of times(20, (n) => n)) {
      await store.persistence.createLog({ workflowRunId: id, level: "INFO", message: String(n) });
    }
    const lines = await store.persistence.listLogs({ workflowRunId: id });
    assert.deepEqual(
      lines.map(({ message }) => message),
      times(20, String),
    );
  },
  "lines said together come in their order, with their own times": async (store) => {
    const { id } = await createRun(store);
    const createdAt = new Date("2026-01-01T00:00:00.000Z");
    const say = (message: string) => ({ workflowRunId: id, level: "INFO" as const, message, createdAt });

    await store.persistence.createLogs(["a", "b", "c"].map(say));
    await store.persistence.createLogs([]);

    const lines = await store.persistence.listLogs({ workflowRunId: id });
    assert.deepEqual(
      lines.map((line) => [line.message, line.createdAt]),
      [
        ["a", createdAt],
        ["b", createdAt],
        ["c", createdAt],
      ],
    );
  },
  "lines can be asked for by stage and level": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    for (const level of LOG_LEVELS) {
      await store.persistence.createLog({ workflowRunId: id, level, message: `run ${level}` });
      await store.persistence.createLog({
        workflowRunId: id,
        workflowStageId: stage.id,
        level,
        message: `stage ${level}`,
      });
    }

    const ofStage = await store.persistence.listLogs({ workflowStageId: stage.id, level: ["WARN", "ERROR"] });

    assert.deepEqual(
      ofStage.map(({ message }) => message),
      ["stage WARN", "stage ERROR"],
    );
    assert.equal((await store.persistence.listLogs({ workflowRunId: id, limit: 3 })).length, 3);
  },
  "a stage that is named must exist": async (store) => {
    const { id } = await createRun(store);
    const line = { workflowRunId: id, workflowStageId: "none", level: "INFO", message: "x" } as const;
    await refuses("NOT_FOUND", store.persistence.createLog(line));
    assert.deepEqual(await store.persistence.listLogs({ workflowRunId: id }), []);
  },
  "lines said together are stored together or not at all": async (store) => {
    const { id } = await createRun(store);
    const say = (workflowRunId: string) => ({ workflowRunId, level: "INFO" as const, message: "x" });
    await refuses("NOT_FOUND", store.persistence.createLogs([say(id), say("none"), say(id)]));
    assert.deepEqual(await store.persistence.listLogs(), []);
  },
  "lines come by their time, whenever they were stored": async (store) => {
    const { id } = await createRun(store);
    const say = (message: string) => ({
      workflowRunId: id,
      level: "INFO" as const,
      message,
      createdAt: new Date(message),
    });
    const said = ["2026-01-03T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.001Z"];
    await store.persistence.createLogs(said.map(say));
    const lines = await store.persistence.listLogs({ workflowRunId: id });
    assert.deepEqual(
      lines.map(({ message }) => message),
      [...said].sort(),
    );
  },
  "a line may say nothing, and its metadata may be false, 0 or an empty text": async (store) => {
    const { id } = await createRun(store);
    for (const metadata of [false, 0, "", []]) {
      await store.persistence.createLog({ workflowRunId: id, level: "DEBUG", message: "", metadata });
      shows((await store.persistence.listLogs({ workflowRunId: id })).at(-1), { message: "", metadata });
    }
  },
  "lines of another run, another stage or no such level are not shown": async (store) => {
    const [one, other] = [await createRun(store), await createRun(store)];
    await store.persistence.createLog({ workflowRunId: one.id, level: "INFO", message: "x" });
    assert.deepEqual(await store.persistence.listLogs({ workflowRunId: other.id }), []);
    assert.deepEqual(await store.persistence.listLogs({ workflowRunId: "none" }), []);
    assert.deepEqual(await store.persistence.listLogs({ workflowStageId: "none" }), []);
    assert.deepEqual(await store.persistence.listLogs({ workflowRunId: one.id, level: ["ERROR"] }), []);
    assert.deepEqual(await store.persistence.listLogs({ workflowRunId: one.id, level: [] }), []);
  },
  "there is no silent limit": async (store) => {
    const { id } = await createRun(store);
    const say = (n: number) => ({ workflowRunId: id, level: "INFO" as const, message: String(n) });
    await store.persistence.createLogs(times(2_000, say));
    assert.equal((await store.persistence.listLogs({ workflowRunId: id })).length, 2_000);
  },
});
