import { formatCount } from "@/ui/format-number";
import type { ThawedAction } from "./thawed-action";

const PARTS = [
  { key: "done", status: "COMPLETED" },
  { key: "failed", status: "FAILED" },
  { key: "skipped", status: "SKIPPED" },
] as const;

/** How much of an action is settled, and how. */
export function BulkProgress({ action }: { action: ThawedAction }) {
  const { total, done, failed, skipped } = action;
  const settled = done + failed + skipped;
  return (
    <div
      className="bulk-bar"
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={settled}
      aria-valuetext={`${formatCount(settled)} of ${formatCount(total)}: ${done} done, ${failed} failed, ${skipped} skipped`}
    >
      {PARTS.map(({ key, status }) =>
        action[key] === 0 ? null : (
          <i key={key} data-s={status} data-part={key} style={{ flexGrow: action[key] }} />
        ),
      )}
      {settled < total && <i className="rest" style={{ flexGrow: total - settled }} />}
    </div>
  );
}
