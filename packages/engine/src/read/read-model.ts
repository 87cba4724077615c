/** The questions the dashboard asks. Contract methods see current rows only; these see every attempt. */

import type { Status } from "../domain/status.js";
import type { StoredWorkflow } from "../domain/workflow-shape.js";
import type {
  ActorVersion,
  ActorVersionsFilter,
  AnnotationSearchFilter,
  FoundAnnotationPage,
} from "./annotation-search.js";
import type { AnnotationValues, AnnotationValuesFilter } from "./annotation-values.js";
import type { BulkActionView, BulkFilter, BulkItemFilter, BulkItemPage } from "./bulk-actions.js";
import type {
  CostCallFilter,
  CostCallPage,
  CostFilter,
  CostNames,
  CostRunFilter,
  DayCost,
  DearCallFilter,
  DearCalls,
  RunCosts,
  TopicCosts,
} from "./costs.js";
import type { CostExplanation } from "./explain-cost.js";
import type {
  DeadEventView,
  DeadJobView,
  FailureCounts,
  FailureFilter,
  FailureGroupFilter,
  FailureGroups,
  FailurePage,
} from "./failures.js";
import type {
  AiCallFilter,
  AnnotationViewFilter,
  EventFilter,
  LogViewFilter,
  PayloadRequest,
  RunFilter,
  StageHistoryFilter,
} from "./filters.js";
import type { LiveMarks } from "./live-marks.js";
import type { LocatedId } from "./located-id.js";
import type { HoleFilter, HoleMap, OutboxNow } from "./outbox.js";
import type {
  JobListFilter,
  JobPage,
  PastWaitFilter,
  PastWaits,
  QueueNow,
  SampleFilter,
  SampleView,
} from "./queue.js";
import type { HistogramFilter, RunHistogram } from "./run-histogram.js";
import type {
  AiCallTopics,
  AiCallTopicsFilter,
  AnnotationGroups,
  AnnotationGroupsFilter,
  LatestAnnotation,
  LatestAnnotationsFilter,
  LogLevels,
  LogLevelsFilter,
} from "./run-overviews.js";
import type { RunValue, RunValuesRequest } from "./run-values.js";
import type { RunWords } from "./run-words.js";
import type { StageHistory } from "./stage-history.js";
import type {
  AiCallTotals,
  AiCallView,
  AnnotationView,
  ArtifactView,
  BudgetView,
  EventView,
  LogView,
  Page,
  PauseView,
  PayloadView,
  RunListItem,
  RunPage,
  RunView,
  StageView,
  WorkerView,
} from "./views.js";

export interface ReadModel {
  readonly ids: {
    /** Which run a run, stage, job, AI call, annotation, artifact or event belongs to. */
    locate(id: string): Promise<LocatedId | null>;
  };
  readonly runs: {
    /**
     * Newest first. Conditions that no index answers are looked for among the newest SEARCH_ROWS runs of the other
     * filters: the page says how far that went, and `next` goes on from there.
     */
    list(filter: RunFilter): Promise<RunPage>;
    /** The named runs, in no order; unknown ids are left out. For patching visible rows. */
    byIds(ids: readonly string[]): Promise<RunListItem[]>;
    get(id: string): Promise<RunView | null>;
    /**
     * Runs by status, each capped at COUNT_CAP + 1. The filter's own `status` and paging are ignored. With conditions
     * that no index answers, counted among the newest SEARCH_ROWS runs of the other filters.
     */
    countByStatus(filter: RunFilter): Promise<Record<Status, number>>;
    /** How many runs were created behind this place, capped at 100. */
    countNewerThan(filter: RunFilter): Promise<number>;
    /** Of at most HISTOGRAM_ROWS runs. */
    histogram(filter: HistogramFilter): Promise<RunHistogram>;
    /** The newest value of each key; of whole runs, stages and anything in them. */
    values(request: RunValuesRequest): Promise<RunValue[]>;
    /** Each kind sorted, at most MAX_WORDS. */
    words(): Promise<RunWords>;
  };
  readonly stages: {
    /** Every attempt, by group, number, then attempt; at most STAGES_CAP. */
    listByRun(runId: string): Promise<StageView[]>;
    get(stageRecordId: string): Promise<StageView | null>;
    /** What the newest completed executions have cost and how long they took, by stage and models. */
    history(filter: StageHistoryFilter): Promise<StageHistory[]>;
  };
  readonly annotations: {
    /** Oldest first. */
    list(filter: AnnotationViewFilter): Promise<Page<AnnotationView>>;
    /** How many there are of each kind, for the choices that narrow the list. */
    groups(filter: AnnotationGroupsFilter): Promise<AnnotationGroups>;
    /** The last value of each key in each attempt, by key, then attempt. */
    latest(filter: LatestAnnotationsFilter): Promise<LatestAnnotation[]>;
    /**
     * Of all runs, newest first. Conditions that no index answers are looked for among the newest
     * ANNOTATION_SEARCH_ROWS annotations of the other ones: the page says how far that went, and `next` goes on from there.
     */
    search(filter: AnnotationSearchFilter): Promise<FoundAnnotationPage>;
    /** How often a key was stated to be what, over time; among the newest VALUE_ROWS. */
    values(filter: AnnotationValuesFilter): Promise<AnnotationValues>;
    /** The one that stated something last comes first. */
    versions(filter: ActorVersionsFilter): Promise<ActorVersion[]>;
  };
  readonly aiCalls: {
    /** Oldest first. */
    list(filter: AiCallFilter): Promise<Page<AiCallView>>;
    /** Sums over everything the filter matches, not only a page. */
    totals(filter: AiCallFilter): Promise<AiCallTotals>;
    /** What each topic has cost. */
    topics(filter: AiCallTopicsFilter): Promise<AiCallTopics>;
    /** How the cost of a call came about. */
    explainCost(id: string): Promise<CostExplanation | null>;
  };
  /** By UTC days, of all runs. */
  readonly costs: {
    /** By day, then model. */
    days(filter: CostFilter): Promise<DayCost[]>;
    topics(filter: CostFilter): Promise<TopicCosts>;
    /** Sorted. */
    names(filter: CostFilter): Promise<CostNames>;
    calls(filter: CostCallFilter): Promise<CostCallPage>;
    dearCalls(filter: DearCallFilter): Promise<DearCalls>;
    runs(filter: CostRunFilter): Promise<RunCosts>;
  };
  readonly logs: {
    /** Oldest first. */
    list(filter: LogViewFilter): Promise<Page<LogView>>;
    /** A line of the run; null when the run has no such line. */
    get(runId: string, id: string): Promise<LogView | null>;
    levels(filter: LogLevelsFilter): Promise<LogLevels>;
  };
  readonly artifacts: {
    /** By creation. */
    listByRun(runId: string): Promise<ArtifactView[]>;
  };
  readonly events: {
    list(filter: EventFilter): Promise<EventView[]>;
  };
  readonly payloads: {
    get(request: PayloadRequest): Promise<PayloadView | null>;
  };
  readonly live: {
    /** What to compare with the last answer to see whether these runs have changed. */
    marks(runIds: readonly string[]): Promise<LiveMarks>;
  };
  readonly workflows: {
    /** The newest known definition of each workflow, by id. */
    list(): Promise<StoredWorkflow[]>;
  };
  readonly workers: {
    /** By last heartbeat, newest first. */
    list(): Promise<WorkerView[]>;
  };
  readonly budgets: {
    /** By kind, target, period. */
    list(): Promise<BudgetView[]>;
  };
  readonly bulk: {
    /** Newest first. */
    list(filter: BulkFilter): Promise<Page<BulkActionView>>;
    get(id: string): Promise<BulkActionView | null>;
    /** In the order in which they are done. */
    items(filter: BulkItemFilter): Promise<BulkItemPage>;
  };
  /** What failed for good. Of the newest FAILURE_ROWS that an index finds. */
  readonly failures: {
    counts(): Promise<FailureCounts>;
    groups(filter: FailureGroupFilter): Promise<FailureGroups>;
    /** Newest first. */
    events(filter: FailureFilter): Promise<FailurePage<DeadEventView>>;
    /** Newest first. */
    jobs(filter: FailureFilter): Promise<FailurePage<DeadJobView>>;
  };
  readonly outbox: {
    now(): Promise<OutboxNow>;
    /** Runs some of whose events are dead. */
    holes(filter: HoleFilter): Promise<HoleMap>;
  };
  readonly queue: {
    /** Live jobs by what they are doing. */
    now(): Promise<QueueNow>;
    /** Live jobs of a state, in the order of {@link JOB_STATES}. */
    jobs(filter: JobListFilter): Promise<JobPage>;
    /** By time. */
    samples(filter: SampleFilter): Promise<SampleView[]>;
    /** In the order asked for. */
    pastWaits(filter: PastWaitFilter): Promise<PastWaits[]>;
  };
  readonly pauses: {
    /** By kind, then target. */
    list(): Promise<PauseView[]>;
  };
}
