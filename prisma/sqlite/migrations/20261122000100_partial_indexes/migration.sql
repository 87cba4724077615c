-- Written by hand: Prisma's schema has no words for indexes over part of a table. Same in both databases but for marked lines.

-- One current row per stage of a run; superseded attempts stay.
create unique index workflow_stages_current_key on workflow_stages (workflow_run_id, stage_id) where superseded_at is null;
-- By the due time alone: a status in the condition would make every change of a stage's status rewrite all its indexes.
create index workflow_stages_poll_idx on workflow_stages (next_poll_at, id) where next_poll_at is not null and superseded_at is null;

create index workflow_runs_claim_idx on workflow_runs (priority desc, created_at, id) where status = 'PENDING';
create index workflow_runs_live_idx on workflow_runs (created_at, id) where status = 'RUNNING';
create index workflow_runs_failed_idx on workflow_runs (completed_at, id) where status = 'FAILED';
create index workflow_runs_alike_idx on workflow_runs (fingerprint, created_at, id) where fingerprint is not null;

-- At most one live job per attempt of a stage.
create unique index job_queue_live_key on job_queue (workflow_run_id, stage_id, stage_attempt) where status in ('PENDING', 'RUNNING', 'SUSPENDED');
-- Ends with run_at so that jobs that are not due yet are passed over without a look at their rows.
create index job_queue_claim_idx on job_queue (priority desc, created_at, id, run_at) where status = 'PENDING' and held_at is null;
create index job_queue_finished_idx on job_queue (completed_at, id) where completed_at is not null;
create index job_queue_failed_idx on job_queue (completed_at, id) where status = 'FAILED';
create index job_queue_lease_idx on job_queue (lease_until) where status = 'RUNNING';
create index job_queue_poll_idx on job_queue (next_poll_at, id) where status = 'SUSPENDED';
create index job_queue_unwanted_idx on job_queue (cancel_work_at, id) where cancel_work_at is not null and status in ('CANCELLED', 'FAILED');
-- By who holds them: held jobs are counted and let go by that, and are in no way of those that may be claimed.
create index job_queue_held_idx on job_queue (held_by, workflow_id, id) where held_at is not null;

create index outbox_events_todo_idx on outbox_events (workflow_run_id, sequence) where published_at is null and dlq_at is null and discarded_at is null;
-- Differs by necessity.
create index outbox_events_occurred_idx on outbox_events (occurred_at);
create index outbox_events_dead_idx on outbox_events (dlq_at, id) where dlq_at is not null;
-- Written when a run that has nothing to publish gets an event, not with every event.
create index outbox_streams_due_idx on outbox_streams (due_at, workflow_run_id) where due_at is not null;
