-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "workflow_runs" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "workflow_id" TEXT NOT NULL,
    "workflow_name" TEXT NOT NULL,
    "workflow_type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "duration" BIGINT,
    "input" TEXT NOT NULL,
    "output" TEXT,
    "config" TEXT NOT NULL DEFAULT '{}',
    "total_cost" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "total_tokens" BIGINT NOT NULL DEFAULT 0,
    "priority" INTEGER NOT NULL DEFAULT 5,
    "metadata" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "error_message" TEXT,
    "error_code" TEXT,
    "fingerprint" TEXT,
    "definition_hash" TEXT,
    "parent_run_id" TEXT,
    "open_stages" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "workflow_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_stages" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "workflow_run_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "stage_name" TEXT NOT NULL,
    "stage_number" INTEGER NOT NULL,
    "execution_group" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "duration" BIGINT,
    "input_data" TEXT,
    "output_data" TEXT,
    "config" TEXT,
    "suspended_state" TEXT,
    "resume_data" TEXT,
    "next_poll_at" TIMESTAMPTZ(3),
    "poll_interval" BIGINT,
    "max_wait_until" TIMESTAMPTZ(3),
    "metrics" TEXT,
    "embedding_info" TEXT,
    "artifacts" TEXT,
    "error_message" TEXT,
    "error_code" TEXT,
    "fingerprint" TEXT,
    "superseded_at" TIMESTAMPTZ(3),
    "queued_at" TIMESTAMPTZ(3),
    "suspended_at" TIMESTAMPTZ(3),
    "resumed_at" TIMESTAMPTZ(3),
    "poll_count" INTEGER NOT NULL DEFAULT 0,
    "deliveries" INTEGER NOT NULL DEFAULT 0,
    "worker_id" TEXT,
    "progress" DOUBLE PRECISION,
    "progress_text" TEXT,
    "last_report" TEXT,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokens" BIGINT NOT NULL DEFAULT 0,
    "output_key" TEXT,

    CONSTRAINT "workflow_stages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_logs" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workflow_stage_id" TEXT,
    "workflow_run_id" TEXT,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "metadata" TEXT,

    CONSTRAINT "workflow_logs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_artifacts" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workflow_run_id" TEXT NOT NULL,
    "workflow_stage_id" TEXT,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "metadata" TEXT,

    CONSTRAINT "workflow_artifacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_annotations" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workflow_run_id" TEXT NOT NULL,
    "workflow_stage_record_id" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "scope" TEXT NOT NULL,
    "scope_id" TEXT,
    "actor_kind" TEXT,
    "actor_id" TEXT,
    "actor_version" TEXT,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "payload" TEXT,
    "idempotency_key" TEXT,

    CONSTRAINT "workflow_annotations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_queue" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workflow_run_id" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "stage_attempt" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "priority" INTEGER NOT NULL DEFAULT 5,
    "worker_id" TEXT,
    "locked_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL DEFAULT 3,
    "last_error" TEXT,
    "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_poll_at" TIMESTAMPTZ(3),
    "payload" TEXT NOT NULL DEFAULT '{}',
    "held_at" TIMESTAMPTZ(3),
    "hold_reason" TEXT,
    "held_by" TEXT,
    "fingerprint" TEXT,
    "handed_over_at" TIMESTAMPTZ(3),
    "hand_over_note" TEXT,
    "cancel_work_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_queue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_events" (
    "id" TEXT NOT NULL,
    "workflow_run_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "event_type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "causation_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),
    "retry_count" INTEGER NOT NULL DEFAULT 0,
    "dlq_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_tried_at" TIMESTAMPTZ(3),
    "fingerprint" TEXT,
    "discarded_at" TIMESTAMPTZ(3),
    "discard_reason" TEXT,
    "discarded_by" TEXT,

    CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_streams" (
    "workflow_run_id" TEXT NOT NULL,
    "last_sequence" BIGINT NOT NULL DEFAULT 0,
    "done_sequence" BIGINT NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,

    CONSTRAINT "outbox_streams_pkey" PRIMARY KEY ("workflow_run_id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "command_type" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'IN_PROGRESS',
    "fingerprint" TEXT,
    "result" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acquired_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("command_type","key")
);

-- CreateTable
CREATE TABLE "ai_calls" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "topic" TEXT NOT NULL,
    "call_type" TEXT NOT NULL,
    "model_key" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "response" TEXT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cost" DOUBLE PRECISION NOT NULL,
    "metadata" TEXT,
    "workflow_run_id" TEXT,
    "workflow_id" TEXT,
    "stage_id" TEXT,
    "workflow_stage_id" TEXT,
    "attempt" INTEGER,
    "provider" TEXT,
    "status" TEXT NOT NULL DEFAULT 'COMPLETED',
    "error" TEXT,
    "finish_reason" TEXT,
    "latency_ms" BIGINT,
    "time_to_first_token_ms" BIGINT,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "cache_write_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "system" TEXT,
    "reasoning" TEXT,
    "tool_calls" TEXT,
    "priced" BOOLEAN NOT NULL DEFAULT true,
    "pricing" TEXT,
    "batch_id" TEXT,
    "causation_id" TEXT,

    CONSTRAINT "ai_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ai_batches" (
    "batch_id" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "ai_batches_pkey" PRIMARY KEY ("batch_id")
);

-- CreateTable
CREATE TABLE "ai_cost_daily" (
    "day" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "model_key" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "generation" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "topic" TEXT NOT NULL DEFAULT '',
    "calls" BIGINT NOT NULL DEFAULT 0,
    "unpriced_calls" BIGINT NOT NULL DEFAULT 0,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "reasoning_tokens" BIGINT NOT NULL DEFAULT 0,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "cache_saved" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "batch_saved" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "batch_calls" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ai_cost_daily_pkey" PRIMARY KEY ("day","workflow_id","stage_id","model_key","model_id","generation","status","topic")
);

-- CreateTable
CREATE TABLE "ai_topic_totals" (
    "topic" TEXT NOT NULL,
    "model_key" TEXT NOT NULL,
    "shard" INTEGER NOT NULL DEFAULT 0,
    "calls" BIGINT NOT NULL DEFAULT 0,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "ai_topic_totals_pkey" PRIMARY KEY ("topic","model_key","shard")
);

-- CreateTable
CREATE TABLE "workflow_definitions" (
    "workflow_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "groups" TEXT NOT NULL,
    "input_schema" TEXT,
    "config_schema" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_by" TEXT,

    CONSTRAINT "workflow_definitions_pkey" PRIMARY KEY ("workflow_id","content_hash")
);

-- CreateTable
CREATE TABLE "workers" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "busy" INTEGER NOT NULL DEFAULT 0,
    "workflows" TEXT NOT NULL DEFAULT '[]',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_ms" INTEGER NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pauses" (
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pauses_pkey" PRIMARY KEY ("target_kind","target_id")
);

-- CreateTable
CREATE TABLE "queue_samples" (
    "id" TEXT NOT NULL,
    "sampled_at" TIMESTAMPTZ(3) NOT NULL,
    "span_seconds" INTEGER NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "pending" INTEGER NOT NULL,
    "running" INTEGER NOT NULL,
    "suspended" INTEGER NOT NULL,
    "held" INTEGER NOT NULL DEFAULT 0,
    "enqueued" INTEGER NOT NULL,
    "started" INTEGER NOT NULL,
    "finished" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "retried" INTEGER NOT NULL,
    "leases_expired" INTEGER NOT NULL,
    "oldest_pending_ms" BIGINT,
    "delay_p50_ms" BIGINT,
    "delay_p95_ms" BIGINT,
    "delay_p99_ms" BIGINT,

    CONSTRAINT "queue_samples_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "sequence" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "reason" TEXT,
    "before" TEXT,
    "after" TEXT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "bulk_actions" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT,
    "actor_id" TEXT,
    "actor_version" TEXT,
    "kind" TEXT NOT NULL,
    "name" TEXT,
    "reason" TEXT,
    "filter" TEXT,
    "plan" TEXT,
    "status" TEXT NOT NULL DEFAULT 'RUNNING',
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "failed_again" INTEGER NOT NULL DEFAULT 0,
    "unclear" INTEGER NOT NULL DEFAULT 0,
    "stop_reason" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_action_items" (
    "bulk_action_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "target_id" TEXT NOT NULL,
    "target_attempt" INTEGER,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "reason" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "outcome_reason" TEXT,

    CONSTRAINT "bulk_action_items_pkey" PRIMARY KEY ("bulk_action_id","position")
);

-- CreateTable
CREATE TABLE "ai_topic_daily" (
    "topic" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "shard" INTEGER NOT NULL,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "ai_topic_daily_pkey" PRIMARY KEY ("topic","day","shard")
);

-- CreateTable
CREATE TABLE "budgets" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "limit_usd" DOUBLE PRECISION NOT NULL,
    "warn_at" DOUBLE PRECISION NOT NULL DEFAULT 0.8,
    "actor_id" TEXT,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_prices" (
    "model_id" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "provider" TEXT NOT NULL DEFAULT '',
    "prices" TEXT NOT NULL,
    "actor_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_prices_pkey" PRIMARY KEY ("model_id","provider","effective_from")
);

-- CreateTable
CREATE TABLE "saved_views" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "page" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "owner_id" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" TEXT,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "failure_marks" (
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "failure_marks_pkey" PRIMARY KEY ("kind","subject","fingerprint")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "token_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "workflow_runs_created_idx" ON "workflow_runs"("created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_runs_status_idx" ON "workflow_runs"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_runs_workflow_idx" ON "workflow_runs"("workflow_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_runs_workflow_status_idx" ON "workflow_runs"("workflow_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_runs_parent_idx" ON "workflow_runs"("parent_run_id");

-- CreateIndex
CREATE INDEX "workflow_stages_history_idx" ON "workflow_stages"("stage_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_stages_attempt_key" ON "workflow_stages"("workflow_run_id", "stage_id", "attempt");

-- CreateIndex
CREATE INDEX "workflow_logs_run_idx" ON "workflow_logs"("workflow_run_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_logs_stage_idx" ON "workflow_logs"("workflow_stage_id");

-- CreateIndex
CREATE INDEX "workflow_logs_created_idx" ON "workflow_logs"("created_at");

-- CreateIndex
CREATE INDEX "workflow_artifacts_stage_idx" ON "workflow_artifacts"("workflow_stage_id");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_artifacts_key" ON "workflow_artifacts"("workflow_run_id", "key");

-- CreateIndex
CREATE INDEX "workflow_annotations_run_idx" ON "workflow_annotations"("workflow_run_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_annotations_name_idx" ON "workflow_annotations"("key", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_annotations_actor_idx" ON "workflow_annotations"("actor_kind", "actor_id", "actor_version", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_annotations_created_idx" ON "workflow_annotations"("created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_annotations_stage_idx" ON "workflow_annotations"("workflow_stage_record_id");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_annotations_once_key" ON "workflow_annotations"("workflow_run_id", "key", "idempotency_key");

-- CreateIndex
CREATE INDEX "job_queue_run_idx" ON "job_queue"("workflow_run_id", "stage_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_sequence_key" ON "outbox_events"("workflow_run_id", "sequence");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "ai_calls_run_idx" ON "ai_calls"("workflow_run_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "ai_calls_created_idx" ON "ai_calls"("created_at", "id");

-- CreateIndex
CREATE INDEX "ai_calls_model_idx" ON "ai_calls"("model_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "workflow_definitions_seen_idx" ON "workflow_definitions"("workflow_id", "last_seen_at");

-- CreateIndex
CREATE INDEX "workers_heartbeat_idx" ON "workers"("heartbeat_at");

-- CreateIndex
CREATE INDEX "queue_samples_workflow_idx" ON "queue_samples"("workflow_id", "sampled_at");

-- CreateIndex
CREATE INDEX "queue_samples_sampled_idx" ON "queue_samples"("sampled_at");

-- CreateIndex
CREATE INDEX "audit_log_created_idx" ON "audit_log"("created_at");

-- CreateIndex
CREATE INDEX "audit_log_target_idx" ON "audit_log"("target_kind", "target_id");

-- CreateIndex
CREATE INDEX "bulk_actions_created_idx" ON "bulk_actions"("created_at", "id");

-- CreateIndex
CREATE INDEX "bulk_actions_status_idx" ON "bulk_actions"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "bulk_action_items_status_idx" ON "bulk_action_items"("bulk_action_id", "status", "position");

-- CreateIndex
CREATE UNIQUE INDEX "budgets_target_key" ON "budgets"("target_kind", "target_id", "period");

-- CreateIndex
CREATE INDEX "saved_views_page_idx" ON "saved_views"("page", "position");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_hash_key" ON "sessions"("token_hash");

-- AddForeignKey
ALTER TABLE "workflow_stages" ADD CONSTRAINT "workflow_stages_workflow_run_id_fkey" FOREIGN KEY ("workflow_run_id") REFERENCES "workflow_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_logs" ADD CONSTRAINT "workflow_logs_workflow_run_id_fkey" FOREIGN KEY ("workflow_run_id") REFERENCES "workflow_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_logs" ADD CONSTRAINT "workflow_logs_workflow_stage_id_fkey" FOREIGN KEY ("workflow_stage_id") REFERENCES "workflow_stages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_artifacts" ADD CONSTRAINT "workflow_artifacts_workflow_run_id_fkey" FOREIGN KEY ("workflow_run_id") REFERENCES "workflow_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_artifacts" ADD CONSTRAINT "workflow_artifacts_workflow_stage_id_fkey" FOREIGN KEY ("workflow_stage_id") REFERENCES "workflow_stages"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_annotations" ADD CONSTRAINT "workflow_annotations_workflow_run_id_fkey" FOREIGN KEY ("workflow_run_id") REFERENCES "workflow_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_annotations" ADD CONSTRAINT "workflow_annotations_workflow_stage_record_id_fkey" FOREIGN KEY ("workflow_stage_record_id") REFERENCES "workflow_stages"("id") ON DELETE SET NULL ON UPDATE CASCADE;

