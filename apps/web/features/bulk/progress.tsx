import { formatCount } from "@/ui/format-number";
import type { ThawedAction } from "./thawed-action";

type Part = "succeeded" | "done" | "failed" | "unclear" | "skipped";

const DRAWN: Readonly<Record<Part, "COMPLETED" | "FAILED" | "SKIPPED">> = {
  succeeded: "COMPLETED",
  done: "COMPLETED",
  failed: "FAILED",
  unclear: "SKIPPED",
  skipped: "SKIPPED",
};

/** Where what came of it is looked at, that counts; what is done and not known yet is drawn faintly. */
function partsOf({ plan, done, failed, skipped, succeeded, failedAgain, unclear }: ThawedAction) {
  if (plan === null) return { succeeded: done, failed, unclear: 0, done: 0, skipped };
  return {
    succeeded,
    failed: failed + failedAgain,
    unclear,
    done: Math.max(0, done - succeeded - failedAgain - unclear),
    skipped,
  };
}

const ORDER = ["succeeded", "failed", "unclear", "done", "skipped"] as const;

/** How much of an action is settled, and how. */
export function BulkProgress({ action }: { action: ThawedAction }) {
  const { total, done, failed, skipped, plan, succeeded, failedAgain } = action;
  const settled = done + failed + skipped;
  const parts = partsOf(action);
  const outcomes =
    plan === null
      ? ""
      : `; of those done ${formatCount(succeeded)} ended well, ${formatCount(failedAgain)} failed again`;
  return (
    <div
      className="bulk-bar"
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={settled}
      aria-valuetext={`${formatCount(settled)} of ${formatCount(total)}: ${done} done, ${failed} failed, ${skipped} skipped${outcomes}`}
    >
      {ORDER.map((part) =>
        parts[part] === 0 ? null : (
          <i key={part} data-s={DRAWN[part]} data-part={part} style={{ flexGrow: parts[part] }} />
        ),
      )}
      {settled < total && <i className="rest" style={{ flexGrow: total - settled }} />}
    </div>
  );
}
