/** Live jobs changed by hand, each in one statement by primary key that checks that there is something to change. */

import { canBeStoredId, storableInt32 } from "../../../domain/storable.js";
import type { JobChange } from "../../../ports/job-changes.js";
import type { Db } from "../db.js";
import type { Sql } from "../sql.js";
import { sql } from "../sql.js";

export async function changeJob(db: Db, jobId: string, change: JobChange): Promise<boolean> {
  if (!canBeStoredId(jobId)) return false;
  const { set, where } = statementOf(db, change);
  return (
    (await db.execute(
      sql`update job_queue set ${set}, updated_at = ${db.dialect.now} where id = ${jobId} and ${where}`,
    )) > 0
  );
}

function statementOf({ dialect }: Db, change: JobChange): { readonly set: Sql; readonly where: Sql } {
  const { now } = dialect;
  switch (change.kind) {
    case "due":
      return {
        set: sql`run_at = case when status = 'PENDING' then ${now} else run_at end,
          next_poll_at = case when status = 'SUSPENDED' then ${now} else next_poll_at end`,
        where: sql`(status = 'PENDING' and run_at > ${now} or status = 'SUSPENDED' and next_poll_at > ${now})`,
      };
    case "priority": {
      const priority = storableInt32("priority", change.priority);
      return {
        set: sql`priority = ${priority}`,
        where: sql`status in ('PENDING', 'RUNNING', 'SUSPENDED') and priority <> ${priority}`,
      };
    }
    case "release":
      // A token of nobody's: the holder's next heartbeat finds the lease lost and does not renew it.
      return {
        set: sql`worker_id = null, lease_token = ${dialect.randomToken}, lease_until = ${now}`,
        where: sql`status = 'RUNNING' and worker_id is not null`,
      };
  }
}
