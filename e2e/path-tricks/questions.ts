/** For every question that the dashboard can be asked, an input that it answers. */

import { type CanaryRun, STAGE, WORKFLOW } from "./canary-run.js";

const WEEK_MS = 7 * 24 * 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const day = (ms: number) => at(ms).slice(0, 10);

/** By procedure: what `superjson` makes of the input. */
export type Questions = Readonly<
  Record<string, { json?: unknown; meta?: { values: Readonly<Record<string, readonly ["Date"]>> } }>
>;

const plain = (json?: unknown) => ({ json });
const dated = (json: object) => ({
  json: { ...json, from: at(-WEEK_MS), to: at(WEEK_MS) },
  meta: { values: { from: ["Date"] as const, to: ["Date"] as const } },
});

export function questionsAbout({ runId, callId, logId, payloads }: CanaryRun): Questions {
  const ofRun = plain({ runId });
  const days = plain({ from: day(-WEEK_MS), to: day(WEEK_MS) });
  const [kind, id] = payloads[0] ?? [];
  const stated = { actorKind: "model", actorId: "canary" };
  return {
    "runs.list": plain({}),
    "runs.byIds": plain({ ids: [runId] }),
    "runs.countByStatus": plain({}),
    "runs.countNewerThan": plain({}),
    "runs.histogram": dated({}),
    "runs.values": plain({ ids: [runId], keys: ["canary"] }),
    "runs.words": plain(),
    "runs.workflows": plain(),
    "run.get": ofRun,
    "run.stages": ofRun,
    "run.stageHistory": plain({ workflowId: WORKFLOW, stageIds: [STAGE] }),
    "run.annotations": ofRun,
    "run.annotationGroups": ofRun,
    "run.latestAnnotations": ofRun,
    "run.aiCalls": ofRun,
    "run.aiCallTotals": ofRun,
    "run.aiCallTopics": ofRun,
    "run.aiCallCost": plain({ id: callId }),
    "run.logs": ofRun,
    "run.log": plain({ runId, id: logId }),
    "run.logLevels": ofRun,
    "run.artifacts": ofRun,
    "run.events": ofRun,
    "run.bundle": ofRun,
    "run.payload": plain({ kind, id }),
    "run.findInPayload": plain({ kind, id, words: "withheld" }),
    "run.rerunPreview": plain({ runId, stageId: STAGE }),
    "newRun.workflows": plain(),
    "find.byId": plain({ id: runId }),
    "annotations.search": plain({}),
    "annotations.groups": plain({}),
    "annotations.values": dated({ key: "canary" }),
    "annotations.versions": plain(stated),
    "annotations.drift": dated({ ...stated, key: "canary", before: "1", after: "2" }),
    "bulk.list": plain({}),
    "bulk.get": plain({ id: "x" }),
    "bulk.items": plain({ id: "x" }),
    "bulk.preview": plain({ kind: "cancel", target: { ids: [runId] } }),
    "cost.days": days,
    "cost.topics": days,
    "cost.names": days,
    "cost.calls": days,
    "cost.dearCalls": days,
    "cost.runs": days,
    "cost.budgets": plain(),
    "settings.me": plain(),
    "settings.audit": plain({}),
    "settings.verifyAudit": plain(),
    "settings.access": plain(),
    "settings.policy": plain(),
    "queue.now": plain(),
    "queue.series": plain({ last: "1h" }),
    "queue.jobs": plain({ state: "pending" }),
    "queue.pastWaits": plain({ stages: [{ workflowId: WORKFLOW, stageId: STAGE }] }),
    "queue.workers": plain(),
    "queue.pauses": plain(),
    "deadLetters.counts": plain(),
    "deadLetters.outbox": plain(),
    "deadLetters.holes": plain({}),
    "deadLetters.groups": dated({ kind: "run" }),
    "deadLetters.events": plain({}),
    "deadLetters.jobs": plain({}),
  };
}
