/** Which run an id belongs to. */

import { LOCATED_KINDS, type LocatedId, type LocatedKind } from "../../../read/located-id.js";
import type { Moment } from "../database.js";
import { keyOf, type Tables } from "../tables.js";

interface Place {
  readonly runId: string | null;
  readonly stageRecordId: string | null;
}

export function locateId({ tables }: Moment, id: string): LocatedId | null {
  for (const kind of LOCATED_KINDS) {
    const place = PLACES[kind](tables, id);
    const run = tables.runs.get(place?.runId ?? "");
    if (!run) continue;
    const stage = tables.stages.get(place?.stageRecordId ?? "");
    return {
      kind,
      runId: run.id,
      workflowName: run.workflowName,
      status: run.status,
      stage: stage ? { id: stage.id, name: stage.stageName, attempt: stage.attempt } : null,
    };
  }
  return null;
}

const PLACES: Readonly<Record<LocatedKind, (tables: Tables, id: string) => Place | undefined>> = {
  run: ({ runs }, id) => (runs.get(id) ? { runId: id, stageRecordId: null } : undefined),
  stage: ({ stages }, id) => {
    const row = stages.get(id);
    return row && { runId: row.workflowRunId, stageRecordId: id };
  },
  job: ({ jobs, stages }, id) => {
    const row = jobs.get(id);
    if (!row) return undefined;
    const [stage] = stages.in("attempt", keyOf(row.workflowRunId, row.stageId, row.stageAttempt));
    return { runId: row.workflowRunId, stageRecordId: stage?.id ?? null };
  },
  aiCall: ({ aiCalls }, id) => {
    const row = aiCalls.get(id);
    return row && { runId: row.workflowRunId, stageRecordId: row.workflowStageId };
  },
  annotation: ({ annotations }, id) => {
    const row = annotations.get(id);
    return row && { runId: row.workflowRunId, stageRecordId: row.workflowStageRecordId };
  },
  artifact: ({ artifacts }, id) => {
    const row = artifacts.get(id);
    return row && { runId: row.workflowRunId, stageRecordId: row.workflowStageId };
  },
  event: ({ events }, id) => {
    const row = events.get(id);
    return row && { runId: row.workflowRunId, stageRecordId: null };
  },
};
