/** A queue by hand: enqueue, claim and settle, each for a whole batch. */

const NOW = "date_trunc('milliseconds', statement_timestamp())";

/** $1 ids. */
export const ENQUEUE_JOBS = `
  insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, run_at)
  select id, ${NOW}, ${NOW}, id, 'bench', 'noop', ${NOW} from unnest($1::text[]) as id`;

/** $1 at most so many. */
export const CLAIM_JOBS = `
  update job_queue
  set status = 'RUNNING', attempt = attempt + 1, worker_id = 'raw', lease_token = cast(gen_random_uuid() as text),
    locked_at = ${NOW}, lease_until = ${NOW} + interval '30 seconds', started_at = ${NOW}, updated_at = ${NOW}
  where id = any(array(
    select id from job_queue where status = 'PENDING' and held_at is null and run_at <= ${NOW}
    order by priority desc, created_at, id limit $1 for update skip locked))
  returning id, workflow_run_id, stage_id, attempt, payload, lease_token`;

/** $1 ids, $2 lease tokens. */
export const SETTLE_JOBS = `
  update job_queue j
  set status = 'COMPLETED', completed_at = ${NOW}, updated_at = ${NOW}, lease_token = null, lease_until = null
  from unnest($1::text[], $2::text[]) as e(id, token)
  where j.id = e.id and j.lease_token = e.token and j.status = 'RUNNING'`;

/** Enqueues and tells whoever listens, in one statement. $1 id. */
export const ENQUEUE_AND_NOTIFY = `
  with made as (
    insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, run_at)
    values ($1::text, ${NOW}, ${NOW}, $1, 'bench', 'noop', ${NOW})
  )
  select pg_notify('bench', '')`;
