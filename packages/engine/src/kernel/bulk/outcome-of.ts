/** What came of an item that was done: the event got through or was refused again, the run completed or failed again. */

import { isTerminal } from "../../domain/status.js";
import type { JudgedItem, UnjudgedItem } from "../../ports/bulk-actions.js";

/** Runs may wait for a batch for a day; what is not known after two is not waited for. */
const WAIT_MS = 2 * 86_400_000;

/** Null while it is not known. */
export function outcomeOf(item: UnjudgedItem): JudgedItem | null {
  const { position, ageMs } = item;
  const known = item.event === null ? outcomeOfRun(item) : outcomeOfEvent(item.event);
  if (known !== null) return { position, ...known };
  return ageMs > WAIT_MS ? { position, outcome: "UNCLEAR", reason: "Nothing came of it in two days" } : null;
}

type Known = Omit<JudgedItem, "position">;

function outcomeOfEvent(event: NonNullable<UnjudgedItem["event"]>): Known | null {
  if (event.isPublished) return { outcome: "SUCCEEDED", reason: null };
  if (event.isDiscarded) return { outcome: "UNCLEAR", reason: "It was discarded since" };
  // It may be tried again and get through after all, but what was to be found out is known.
  return event.wasTried ? { outcome: "FAILED", reason: event.lastError } : null;
}

/** The action has made it the attempt behind the one that was meant. */
function outcomeOfRun({ run, attempt }: UnjudgedItem): Known | null {
  if (run === null) return { outcome: "UNCLEAR", reason: "It does not exist any more" };
  if (attempt !== null && run.attempt > attempt + 1)
    return { outcome: "UNCLEAR", reason: "It was run again since" };
  if (!isTerminal(run.status)) return null;
  switch (run.status) {
    case "COMPLETED":
      return { outcome: "SUCCEEDED", reason: null };
    case "FAILED":
      return { outcome: "FAILED", reason: run.errorMessage };
    default:
      return { outcome: "UNCLEAR", reason: `It was ${run.status.toLowerCase()} since` };
  }
}
