/** Every command there is. A new one is a file and a line here; dispatch takes its types from this list. */

import { accessEndSession, accessSignIn } from "./access-sessions.js";
import { accessSetPolicy } from "./access-set-policy.js";
import { accessCreateToken, accessRevokeToken, accessRotateSignInLink } from "./access-tokens.js";
import { annotationsAttach } from "./annotations-attach.js";
import { budgetEnforce } from "./budget-enforce.js";
import { budgetRemove } from "./budget-remove.js";
import { budgetSet } from "./budget-set.js";
import { bulkAbort } from "./bulk-abort.js";
import { bulkStart } from "./bulk-start.js";
import { bulkSweep } from "./bulk-sweep.js";
import { dlqDiscard } from "./dlq-discard.js";
import { dlqReplay } from "./dlq-replay.js";
import { failuresMark } from "./failures-mark.js";
import { jobBegin } from "./job-begin.js";
import { jobExecute } from "./job-execute.js";
import { jobRelease } from "./job-release.js";
import { jobRunNow } from "./job-run-now.js";
import { jobSetPriority } from "./job-set-priority.js";
import { leaseReapStale } from "./lease-reap-stale.js";
import { outboxFlush } from "./outbox-flush.js";
import { pauseClear } from "./pause-clear.js";
import { pauseSet } from "./pause-set.js";
import { queueSample } from "./queue-sample.js";
import { retentionPrune } from "./retention-prune.js";
import { runCancel } from "./run-cancel.js";
import { runClaimPending } from "./run-claim-pending.js";
import { runCopy } from "./run-copy.js";
import { runCreate } from "./run-create.js";
import { runReapStuck } from "./run-reap-stuck.js";
import { runRerunFrom } from "./run-rerun-from.js";
import { runTransition } from "./run-transition.js";
import { stageCancelWork } from "./stage-cancel-work.js";
import { stagePollSuspended } from "./stage-poll-suspended.js";

export const commands = [
  runCreate,
  runCopy,
  runClaimPending,
  jobBegin,
  jobExecute,
  stagePollSuspended,
  stageCancelWork,
  runTransition,
  runCancel,
  runRerunFrom,
  leaseReapStale,
  runReapStuck,
  annotationsAttach,
  outboxFlush,
  dlqReplay,
  dlqDiscard,
  retentionPrune,
  budgetSet,
  budgetRemove,
  budgetEnforce,
  bulkStart,
  bulkAbort,
  bulkSweep,
  failuresMark,
  pauseSet,
  pauseClear,
  accessCreateToken,
  accessRevokeToken,
  accessRotateSignInLink,
  accessSignIn,
  accessEndSession,
  accessSetPolicy,
  queueSample,
  jobRunNow,
  jobSetPriority,
  jobRelease,
] as const;
