/** The read side over PostgreSQL or SQLite: every question is one function of the file of its noun. */

import type { ReadModel } from "../../../read/read-model.js";
import { getBulkAction } from "../bulk-actions.js";
import type { Db } from "../db.js";
import { explainCostOf, listAiCalls, listAiCallTopics, totalAiCalls } from "./ai-calls.js";
import { listActorVersions, searchAnnotations } from "./annotation-search.js";
import { annotationValues } from "./annotation-values.js";
import { groupAnnotations, latestAnnotations, listAnnotationViews } from "./annotations.js";
import { listArtifactViews } from "./artifacts.js";
import { listBudgetViews, listPauseViews } from "./budgets.js";
import { listBulkActions, listBulkItems } from "./bulk-actions.js";
import { listCostCalls, listDearCalls } from "./cost-calls.js";
import { runCosts } from "./cost-runs.js";
import { costDays, costNames, costTopics } from "./costs.js";
import { listEvents } from "./events.js";
import { countFailures, groupFailures, listDeadEventViews, listDeadJobs } from "./failures.js";
import { listLiveJobs } from "./job-lists.js";
import { readLiveMarks } from "./live-marks.js";
import { locateId } from "./located-id.js";
import { countLogLevels, getLogView, listLogViews } from "./logs.js";
import { readHoles, readOutboxNow } from "./outbox.js";
import { listPastWaits } from "./past-waits.js";
import { getPayload } from "./payloads.js";
import { readQueueNow } from "./queue-now.js";
import { listQueueSamples } from "./queue-samples.js";
import { runHistogram } from "./run-histogram.js";
import { runValues } from "./run-values.js";
import { runWords } from "./run-words.js";
import { countRunsByStatus, countRunsNewerThan, getRunView, listRuns, runsByIds } from "./runs.js";
import { getStageHistory } from "./stage-history.js";
import { getStageView, listStages } from "./stages.js";
import { listWorkers } from "./workers.js";
import { listWorkflows } from "./workflows.js";

export const createReadModel = (db: Db): ReadModel => ({
  ids: { locate: (id) => locateId(db, id) },
  runs: {
    list: (filter) => listRuns(db, filter),
    byIds: (ids) => runsByIds(db, ids),
    get: (id) => getRunView(db, id),
    countByStatus: (filter) => countRunsByStatus(db, filter),
    countNewerThan: (filter) => countRunsNewerThan(db, filter),
    histogram: (filter) => runHistogram(db, filter),
    values: (request) => runValues(db, request),
    words: () => runWords(db),
  },
  stages: {
    listByRun: (runId) => listStages(db, runId),
    get: (stageRecordId) => getStageView(db, stageRecordId),
    history: (filter) => getStageHistory(db, filter),
  },
  annotations: {
    list: (filter) => listAnnotationViews(db, filter),
    groups: (filter) => groupAnnotations(db, filter),
    latest: (filter) => latestAnnotations(db, filter),
    search: (filter) => searchAnnotations(db, filter),
    values: (filter) => annotationValues(db, filter),
    versions: (filter) => listActorVersions(db, filter),
  },
  aiCalls: {
    list: (filter) => listAiCalls(db, filter),
    totals: (filter) => totalAiCalls(db, filter),
    topics: (filter) => listAiCallTopics(db, filter),
    explainCost: (id) => explainCostOf(db, id),
  },
  costs: {
    days: (filter) => costDays(db, filter),
    topics: (filter) => costTopics(db, filter),
    names: (filter) => costNames(db, filter),
    calls: (filter) => listCostCalls(db, filter),
    dearCalls: (filter) => listDearCalls(db, filter),
    runs: (filter) => runCosts(db, filter),
  },
  logs: {
    list: (filter) => listLogViews(db, filter),
    get: (runId, id) => getLogView(db, runId, id),
    levels: (filter) => countLogLevels(db, filter),
  },
  artifacts: { listByRun: (runId) => listArtifactViews(db, runId) },
  events: { list: (filter) => listEvents(db, filter) },
  live: { marks: (runIds) => readLiveMarks(db, runIds) },
  payloads: { get: (request) => getPayload(db, request) },
  workflows: { list: () => listWorkflows(db) },
  workers: { list: () => listWorkers(db) },
  budgets: { list: () => listBudgetViews(db) },
  bulk: {
    list: (filter) => listBulkActions(db, filter),
    get: (id) => getBulkAction(db, id),
    items: (filter) => listBulkItems(db, filter),
  },
  failures: {
    counts: () => countFailures(db),
    groups: (filter) => groupFailures(db, filter),
    events: (filter) => listDeadEventViews(db, filter),
    jobs: (filter) => listDeadJobs(db, filter),
  },
  outbox: {
    now: () => readOutboxNow(db),
    holes: (filter) => readHoles(db, filter),
  },
  queue: {
    now: () => readQueueNow(db),
    jobs: (filter) => listLiveJobs(db, filter),
    samples: (filter) => listQueueSamples(db, filter),
    pastWaits: (filter) => listPastWaits(db, filter),
  },
  pauses: { list: () => listPauseViews(db) },
});
