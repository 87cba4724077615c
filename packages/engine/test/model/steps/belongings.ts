/** Calls about artifacts, annotations and logs. */

import fc from "fast-check";
import { LOG_LEVELS } from "../../../src/domain/status.js";
import * as model from "../reference/belongings.js";
import { currentStage, stageOf } from "../reference/stages.js";
import { found } from "../reference/state.js";
import { idsOfEvents } from "./events.js";
import { agree, idOf, idOrNull, step } from "./step.js";
import { attempt, cleared, document, limit, row, stageId } from "./values.js";

const key = fc.constantFrom("k1", "k2", "k%");
const level = fc.constantFrom(...LOG_LEVELS);

const logs = [
  step(
    "createLogs",
    {
      logs: fc.array(
        fc.record({
          run: cleared(row),
          stage: cleared(row),
          level,
          message: fc.constantFrom("hello", ""),
        }),
        { maxLength: 2 },
      ),
    },
    ({ scope, state }, { logs: given }) => {
      const rows = given.map(({ run, stage, ...said }) => ({
        ...said,
        runId: idOrNull(state.runs, run),
        stageRecordId: idOrNull(state.stages, stage),
      }));
      return agree(
        () =>
          scope.persistence.createLogs(
            rows.map(({ runId, stageRecordId, ...said }) => ({
              ...said,
              workflowRunId: runId ?? undefined,
              workflowStageId: stageRecordId ?? undefined,
            })),
          ),
        () => model.appendLogs(state, rows),
      );
    },
  ),
  step(
    "listLogs",
    { run: fc.option(row, { nil: undefined }), level: fc.option(level, { nil: undefined }), limit },
    ({ scope, state }, { run, level: asked, limit: most }) => {
      const runId = run === undefined ? undefined : idOf(state.runs, run);
      const levels = asked && [asked];
      return agree(
        async () => {
          const listed = await scope.persistence.listLogs({
            workflowRunId: runId,
            level: levels,
            limit: most,
          });
          return listed.map(({ level: stored, message }) => [stored, message]);
        },
        () =>
          state.logs
            .filter((log) => runId === undefined || log.runId === runId)
            .filter((log) => levels === undefined || levels.includes(log.level))
            .slice(0, most)
            .map((log) => [log.level, log.message]),
      );
    },
  ),
];

const artifacts = [
  step(
    "saveArtifact",
    { run: row, stage: cleared(row), key, data: document, size: fc.nat() },
    ({ scope, state }, { run, stage, key: name, data, size }) => {
      const artifact = { runId: idOf(state.runs, run), stageRecordId: idOrNull(state.stages, stage) };
      return agree(
        () =>
          scope.persistence.saveArtifact({
            workflowRunId: artifact.runId,
            workflowStageId: artifact.stageRecordId ?? undefined,
            key: name,
            type: "ARTIFACT",
            data,
            size,
          }),
        () => model.saveArtifact(state, { ...artifact, key: name, type: "ARTIFACT", data, size }),
      );
    },
  ),
  step("deleteArtifact", { run: row, key }, ({ scope, state }, { run, key: name }) => {
    const runId = idOf(state.runs, run);
    return agree(
      () => scope.persistence.deleteArtifact(runId, name),
      () => {
        state.artifacts = state.artifacts.filter((kept) => kept.runId !== runId || kept.key !== name);
      },
    );
  }),
  step("loadArtifact", { run: row, key }, ({ scope, state }, { run, key: name }) => {
    const runId = idOf(state.runs, run);
    return agree(
      async () => [
        await scope.persistence.loadArtifact(runId, name),
        await scope.persistence.hasArtifact(runId, name),
      ],
      () => {
        const artifact = model.artifactOf(state, runId, name);
        return [artifact?.data, artifact !== undefined];
      },
    );
  }),
  step(
    "saveStageOutput",
    { run: row, stageId, data: document },
    ({ scope, state }, { run, stageId: name, data }) => {
      const runId = idOf(state.runs, run);
      return agree(
        () => scope.persistence.saveStageOutput(runId, "model", name, data),
        () => {
          const stage = currentStage(state, runId, name);
          const attempted = { runId, stageId: name, attempt: stage?.attempt ?? 0 };
          const output = outputOf(attempted, data);
          model.saveArtifact(state, { ...output, stageRecordId: stage?.id ?? null });
          if (stage) stage.outputKey = output.key;
          return output.key;
        },
      );
    },
  ),
  step("saveOutputOf", { stage: row, data: document }, ({ scope, state }, { stage, data }) => {
    const id = idOf(state.stages, stage);
    return agree(
      () => scope.persistence.saveOutputOf(id, data),
      () => {
        const stage = found(stageOf(state, id));
        const output = outputOf(stage, data);
        model.saveArtifact(state, { ...output, stageRecordId: id });
        stage.outputKey = output.key;
        return output.key;
      },
    );
  }),
];

/** Every attempt has a key of its own. */
const outputOf = (
  stage: { readonly runId: string; readonly stageId: string; readonly attempt: number },
  data: unknown,
) => ({
  runId: stage.runId,
  key: `model/${stage.runId}/${encodeURIComponent(stage.stageId)}/${stage.attempt}/output.json`,
  type: "STAGE_OUTPUT",
  data,
  size: null,
});

const annotation = fc.record({
  run: row,
  stage: cleared(row),
  attempt,
  scope: fc.constantFrom("run", "stage"),
  scopeId: cleared(fc.constant("s")),
  actorId: cleared(fc.constantFrom("ann", "bob")),
  key,
  value: cleared(document),
  idempotencyKey: cleared(fc.constantFrom("i1", "i2")),
  emitEvent: fc.boolean(),
});

const filters = {
  key: fc.option(key, { nil: undefined }),
  keyPrefix: fc.constantFrom(undefined, "k", "k%", "K"),
  scope: fc.constantFrom(undefined, "run"),
  scopeId: fc.constantFrom(undefined, undefined, null, "s"),
  actorId: fc.constantFrom(undefined, undefined, "ann"),
  attempt: fc.option(attempt, { nil: undefined }),
  limit,
};

const annotations = [
  step(
    "appendAnnotations",
    { annotations: fc.array(annotation, { maxLength: 3 }) },
    ({ scope, state }, { annotations: given }) => {
      const rows = given.map(({ run, stage, ...stated }) => ({
        ...stated,
        runId: idOf(state.runs, run),
        stageRecordId: idOrNull(state.stages, stage),
      }));
      return agree(
        async () => {
          await scope.persistence.appendAnnotations(
            rows.map(({ runId, stageRecordId, actorId, ...stated }) => ({
              ...stated,
              workflowRunId: runId,
              workflowStageRecordId: stageRecordId,
              actor: actorId === null ? undefined : { kind: "user", id: actorId },
            })),
          );
          return idsOfEvents(scope);
        },
        (eventIdOf) => {
          model.appendAnnotations(state, rows, eventIdOf);
          return eventIdOf;
        },
      );
    },
  ),
  step("listAnnotations", { run: row, ...filters }, ({ scope, state }, { run, ...asked }) => {
    const runId = idOf(state.runs, run);
    const isNamed = (name: string) =>
      asked.key === undefined ? name.startsWith(asked.keyPrefix ?? "") : name === asked.key;
    return agree(
      async () => {
        const listed = await scope.persistence.listAnnotations(runId, { ...asked });
        return listed.map(({ key: name, value }) => [name, value]);
      },
      () =>
        state.annotations
          .filter((stated) => stated.runId === runId && isNamed(stated.key))
          .filter((stated) => asked.scope === undefined || stated.scope === asked.scope)
          .filter((stated) => asked.scopeId === undefined || stated.scopeId === asked.scopeId)
          .filter((stated) => asked.actorId === undefined || stated.actorId === asked.actorId)
          .filter((stated) => asked.attempt === undefined || stated.attempt === asked.attempt)
          .slice(0, asked.limit)
          .map((stated) => [stated.key, stated.value]),
    );
  }),
];

export const belongingSteps = [...logs, ...artifacts, ...annotations];
