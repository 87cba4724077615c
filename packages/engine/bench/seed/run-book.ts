/** Writes down a synthetic run as it proceeds: its clock, its numbered events, its sums. */

import type { Random } from "./random.js";
import { runAnnotations, stageAnnotations } from "./run-annotations.js";
import { type Failure, NANO, type StageCourse, stageRows } from "./stage-rows.js";
import type { RowOf, Rows } from "./tables.js";
import type { SyntheticStage, SyntheticWorkflow } from "./workflows.js";

/** Publishing took so long (ms). */
const PUBLISHED_AFTER_MS = 20;

export class RunBook {
  private readonly runId: string;
  private now: number;
  private startedAt: number;
  private attempt = 0;
  private nanos = 0;
  private tokens = 0;
  private stages: RowOf<"workflow_stages">[] = [];
  private readonly replaced = new Set<string>();
  private readonly events: { at: number; type: string; extra: object }[] = [];

  constructor(
    private readonly rows: Rows,
    private readonly random: Random,
    private readonly workflow: SyntheticWorkflow,
    private readonly createdAt: number,
  ) {
    this.runId = random.id(createdAt);
    this.now = createdAt;
    this.startedAt = createdAt;
  }

  begin(): void {
    this.event("workflow:created");
    this.annotate(runAnnotations(this.random));
    this.now += this.random.whole(5, 400);
    this.startedAt = this.now;
    this.event("workflow:started");
  }

  /** Runs `tell` for each from the same instant, and goes on when the last has ended. */
  sideBySide(stages: readonly SyntheticStage[], tell: (stage: SyntheticStage) => void): void {
    const from = this.now;
    let last = from;
    for (const stage of stages) {
      this.now = from;
      tell(stage);
      last = Math.max(last, this.now);
    }
    this.now = last;
  }

  stage(stage: SyntheticStage, course: StageCourse): void {
    const queuedAt = this.now;
    const startedAt = queuedAt + course.queueMs;
    const { failure, attempt } = course;
    const stageRecordId = this.random.id(queuedAt);
    const facts = { stageId: stage.id, name: stage.name, number: stage.number, group: stage.group, attempt };
    this.now = startedAt;
    this.event("stage:started", facts);
    this.log(stageRecordId, "INFO", `${stage.name} begins`);
    this.now += course.durationMs;
    const written = stageRows(this.random, stage, course, {
      workflow: this.workflow,
      runId: this.runId,
      stageRecordId,
      queuedAt,
      startedAt,
      endedAt: this.now,
    });
    this.nanos += written.nanos;
    this.tokens += written.tokens;
    this.stages.push(written.stage);
    this.rows.ai_calls.push(...written.calls);
    if (failure) {
      this.log(stageRecordId, "ERROR", failure.message);
      this.event("stage:failed", { ...facts, error: failure.message });
    } else {
      this.annotate(stageAnnotations(this.random, stage, stageRecordId, attempt));
      this.event("stage:completed", { ...facts, durationMs: course.durationMs });
    }
  }

  /** From this stage's group on, so many ms later; what ran there before is replaced. */
  rerun(from: SyntheticStage, waitMs: number): void {
    this.event("workflow:failed", { attempt: this.attempt });
    this.now += waitMs;
    this.attempt += 1;
    this.stages = this.stages.map((row) => {
      if (Number(row.execution_group) < from.group) return row;
      this.replaced.add(String(row.stage_id));
      return { ...row, superseded_at: new Date(this.now) };
    });
    this.event("workflow:rerun", { fromStageId: from.id, attempt: this.attempt });
  }

  /** Which attempt the stage's next execution is. */
  nextAttempt(stage: SyntheticStage): number {
    return this.replaced.has(stage.id) ? 1 : 0;
  }

  complete(): void {
    this.event("workflow:completed", { attempt: this.attempt });
    this.end("COMPLETED", undefined, JSON.stringify({ outcome: "done" }));
  }

  fail(failure: Failure): void {
    this.event("workflow:failed", { attempt: this.attempt, error: failure.message });
    this.end("FAILED", failure, null);
  }

  cancel(): void {
    this.event("workflow:cancelled", { attempt: this.attempt });
    this.end("CANCELLED", undefined, null);
  }

  private event(type: string, extra: object = {}): void {
    this.events.push({ at: this.now, type, extra });
  }

  private log(stageRecordId: string, level: string, message: string): void {
    this.rows.workflow_logs.push({
      id: this.random.id(this.now),
      created_at: new Date(this.now),
      workflow_run_id: this.runId,
      workflow_stage_id: stageRecordId,
      level,
      message,
    });
  }

  private annotate(annotations: ReturnType<typeof runAnnotations>): void {
    for (const { isTold, value, ...facts } of annotations) {
      this.rows.workflow_annotations.push({
        ...facts,
        id: this.random.id(this.now),
        created_at: new Date(this.now),
        workflow_run_id: this.runId,
        value: JSON.stringify(value),
      });
      if (isTold) this.event("annotation:created", { key: facts.key, value });
    }
  }

  private end(status: string, failure: Failure | undefined, output: string | null): void {
    const { runId, random, rows } = this;
    rows.workflow_runs.push({
      id: runId,
      created_at: new Date(this.createdAt),
      updated_at: new Date(this.now),
      version: this.events.length,
      workflow_id: this.workflow.id,
      workflow_name: this.workflow.name,
      workflow_type: this.workflow.id,
      status,
      started_at: new Date(this.startedAt),
      completed_at: new Date(this.now),
      duration: this.now - this.startedAt,
      input: JSON.stringify({ document: `doc-${random.whole(1, 999_999)}.pdf`, pages: random.whole(1, 40) }),
      output,
      config: "{}",
      total_cost: this.nanos / NANO,
      total_tokens: this.tokens,
      priority: 5,
      metadata: null,
      attempt: this.attempt,
      error_message: failure?.message ?? null,
      error_code: failure?.code ?? null,
      fingerprint: failure?.fingerprint ?? null,
      definition_hash: "synthetic",
    });
    rows.workflow_stages.push(...this.stages);
    const last = this.events.length;
    rows.outbox_streams.push({ workflow_run_id: runId, last_sequence: last, done_sequence: last });
    // Stages side by side were told one after the other.
    this.events.sort((a, b) => a.at - b.at);
    rows.outbox_events.push(
      ...this.events.map(({ at, type, extra }, index) => ({
        id: random.id(at),
        workflow_run_id: runId,
        sequence: index + 1,
        event_type: type,
        payload: JSON.stringify({ type, timestamp: new Date(at).toISOString(), runId, ...extra }),
        causation_id: "synthetic",
        occurred_at: new Date(at),
        created_at: new Date(at),
        published_at: new Date(at + PUBLISHED_AFTER_MS),
      })),
    );
  }
}
