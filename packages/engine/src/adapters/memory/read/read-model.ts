/** The read side in memory: every question is one function of the file of its noun. */

import type { ReadModel } from "../../../read/read-model.js";
import { getBulkAction } from "../bulk-actions.js";
import type { Session } from "../database.js";
import { explainCostOf, listAiCalls, listAiCallTopics, totalAiCalls } from "./ai-calls.js";
import { annotationValues, listActorVersions, searchAnnotations } from "./annotation-search.js";
import { groupAnnotations, latestAnnotations, listAnnotationViews } from "./annotations.js";
import { listArtifactViews } from "./artifacts.js";
import { listBudgetViews, listPauseViews } from "./budgets.js";
import { listBulkActions, listBulkItems } from "./bulk-actions.js";
import { listCostCalls, listDearCalls } from "./cost-calls.js";
import { runCosts } from "./cost-runs.js";
import { costDays, costNames, costTopics } from "./costs.js";
import { listEvents } from "./events.js";
import { countFailures, groupFailures, listDeadEventViews, listDeadJobs } from "./failures.js";
import { readLiveMarks } from "./live-marks.js";
import { locateId } from "./located-id.js";
import { countLogLevels, getLogView, listLogViews } from "./logs.js";
import { readHoles, readOutboxNow } from "./outbox.js";
import { getPayload } from "./payloads.js";
import { listLiveJobs, listPastWaits, listQueueSamples, readQueueNow } from "./queue.js";
import { runHistogram } from "./run-histogram.js";
import { runValues } from "./run-values.js";
import { runWords } from "./run-words.js";
import { countRunsByStatus, countRunsNewerThan, getRunView, listRuns, runsByIds } from "./runs.js";
import { getStageHistory } from "./stage-history.js";
import { getStageView, listStages } from "./stages.js";
import { listWorkers } from "./workers.js";
import { listWorkflows } from "./workflows.js";

export const createMemoryReadModel = (session: Session): ReadModel => ({
  ids: { locate: (id) => session.read((moment) => locateId(moment, id)) },
  runs: {
    list: (filter) => session.read((moment) => listRuns(moment, filter)),
    byIds: (ids) => session.read((moment) => runsByIds(moment, ids)),
    get: (id) => session.read((moment) => getRunView(moment, id)),
    countByStatus: (filter) => session.read((moment) => countRunsByStatus(moment, filter)),
    countNewerThan: (filter) => session.read((moment) => countRunsNewerThan(moment, filter)),
    histogram: (filter) => session.read((moment) => runHistogram(moment, filter)),
    values: (request) => session.read((moment) => runValues(moment, request)),
    words: () => session.read(runWords),
  },
  stages: {
    listByRun: (runId) => session.read((moment) => listStages(moment, runId)),
    get: (stageRecordId) => session.read((moment) => getStageView(moment, stageRecordId)),
    history: (filter) => session.read((moment) => getStageHistory(moment, filter)),
  },
  annotations: {
    list: (filter) => session.read((moment) => listAnnotationViews(moment, filter)),
    groups: (filter) => session.read((moment) => groupAnnotations(moment, filter)),
    latest: (filter) => session.read((moment) => latestAnnotations(moment, filter)),
    search: (filter) => session.read((moment) => searchAnnotations(moment, filter)),
    values: (filter) => session.read((moment) => annotationValues(moment, filter)),
    versions: (filter) => session.read((moment) => listActorVersions(moment, filter)),
  },
  aiCalls: {
    list: (filter) => session.read((moment) => listAiCalls(moment, filter)),
    totals: (filter) => session.read((moment) => totalAiCalls(moment, filter)),
    topics: (filter) => session.read((moment) => listAiCallTopics(moment, filter)),
    explainCost: (id) => session.read((moment) => explainCostOf(moment, id)),
  },
  costs: {
    days: (filter) => session.read((moment) => costDays(moment, filter)),
    topics: (filter) => session.read((moment) => costTopics(moment, filter)),
    names: (filter) => session.read((moment) => costNames(moment, filter)),
    calls: (filter) => session.read((moment) => listCostCalls(moment, filter)),
    dearCalls: (filter) => session.read((moment) => listDearCalls(moment, filter)),
    runs: (filter) => session.read((moment) => runCosts(moment, filter)),
  },
  logs: {
    list: (filter) => session.read((moment) => listLogViews(moment, filter)),
    get: (runId, id) => session.read((moment) => getLogView(moment, runId, id)),
    levels: (filter) => session.read((moment) => countLogLevels(moment, filter)),
  },
  artifacts: { listByRun: (runId) => session.read((moment) => listArtifactViews(moment, runId)) },
  events: { list: (filter) => session.read((moment) => listEvents(moment, filter)) },
  live: { marks: (runIds) => session.read((moment) => readLiveMarks(moment, runIds)) },
  payloads: { get: (request) => session.read((moment) => getPayload(moment, request)) },
  workflows: { list: () => session.read(listWorkflows) },
  workers: { list: () => session.read(listWorkers) },
  budgets: { list: () => session.read(listBudgetViews) },
  bulk: {
    list: (filter) => session.read((moment) => listBulkActions(moment, filter)),
    get: (id) => session.read((moment) => getBulkAction(moment, id)),
    items: (filter) => session.read((moment) => listBulkItems(moment, filter)),
  },
  failures: {
    counts: () => session.read(countFailures),
    groups: (filter) => session.read((moment) => groupFailures(moment, filter)),
    events: (filter) => session.read((moment) => listDeadEventViews(moment, filter)),
    jobs: (filter) => session.read((moment) => listDeadJobs(moment, filter)),
  },
  outbox: {
    now: () => session.read(readOutboxNow),
    holes: (filter) => session.read((moment) => readHoles(moment, filter)),
  },
  queue: {
    now: () => session.read(readQueueNow),
    jobs: (filter) => session.read((moment) => listLiveJobs(moment, filter)),
    samples: (filter) => session.read((moment) => listQueueSamples(moment, filter)),
    pastWaits: (filter) => session.read((moment) => listPastWaits(moment, filter)),
  },
  pauses: { list: () => session.read(listPauseViews) },
});
