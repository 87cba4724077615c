"use client";

import type { BulkKind } from "@stageline/engine/read";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { BulkPreview } from "@/server/bulk-preview";
import { useTRPC } from "@/trpc/client";
import { Dialog } from "@/ui/dialog";
import { formatCapped, formatCount } from "@/ui/format-number";
import { useShortcuts } from "@/ui/shortcuts";
import { MAX_BULK_ITEMS } from "./bulk-limit";
import type { BulkTarget } from "./bulk-target";
import { FrozenFilter } from "./frozen-filter";
import { AT_ONCE, CAREFUL, type Planned, planOf } from "./plan-draft";
import { PlanFields } from "./plan-fields";
import { SampleEvents } from "./sample-events";
import { SampleRuns } from "./sample-runs";
import type { Frozen } from "./thawed-action";
import { useStartBulk } from "./use-start-bulk";
import { KIND_WORDS, targetOf, targetsText } from "./words";

const EFFECT: Readonly<Record<BulkKind, string>> = {
  cancel: "Open stages end at once, and nothing they still say is recorded. Runs that are over are skipped.",
  rerun:
    "Each runs again from its first failed stage, or from the first of all where none failed. Runs that are not over are skipped.",
  replay: "Each is sent again, in the order of its run. Those that are not dead any more are skipped.",
  discard:
    "They are never sent, and that cannot be undone: whoever listens does not learn that these things happened.",
};

/** Does something to many runs or events, for a reason: shows what is meant, freezes it, and leads to the report. */
export function BulkDialog({
  kind,
  target,
  name,
  isCareful = false,
  onStarted,
  onClose,
}: {
  kind: BulkKind;
  target: BulkTarget;
  /** What the report is called. */
  name?: string | undefined;
  /** A few come first unless that is changed. Only of kinds after which something can fail again. */
  isCareful?: boolean;
  onStarted: () => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const ids = useId();
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState(isCareful ? CAREFUL : AT_ONCE);
  const asked = "ids" in target ? { ids: [...target.ids] } : target;
  const preview = useQuery(
    trpc.bulk.preview.queryOptions(
      { kind, target: asked },
      { placeholderData: keepPreviousData, meta: { live: false } },
    ),
  );
  const { start, isPending, error: refused } = useStartBulk(kind, onStarted);
  const { data } = preview;
  const planned: Planned =
    kind === "rerun" || kind === "replay" ? planOf(draft, kind === "replay") : { plan: undefined };
  const whyNot = refusal(kind, data, reason, planned);
  const begin = () => {
    if (whyNot === undefined && !isPending && "plan" in planned)
      start({ target, reason, plan: planned.plan, name });
  };
  const command = `${KIND_WORDS[kind]} ${data ? amount(kind, data) : `${targetOf(kind)}s`}`;
  const error = refused ?? preview.error;
  const frozen = frozenOf(target);
  return (
    <Dialog
      title={`${command}?`}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Leave them alone
          </button>
          <button
            type="button"
            className={kind === "cancel" || kind === "discard" ? "btn danger" : "btn pri"}
            disabled={whyNot !== undefined || isPending}
            title={whyNot}
            onClick={begin}
          >
            {command}
          </button>
        </>
      }
    >
      <ConfirmKey onConfirm={begin} />
      <div className="grid gap-3 p-5">
        <p>{EFFECT[kind]}</p>
        {frozen && (
          <p className="bulk-words">
            <FrozenFilter frozen={frozen} />
            <span className="t3 s12">as they are now; {targetOf(kind)}s that match later are left alone</span>
          </p>
        )}
        {data ? <Meant kind={kind} preview={data} /> : <div className="bulk-sample-room" />}
        {(kind === "rerun" || kind === "replay") && (
          <PlanFields kind={kind} total={data?.total ?? 0} draft={draft} onDraft={setDraft} />
        )}
        <label className="grid gap-1" htmlFor={`${ids}reason`}>
          <span className="med">Reason</span>
          <span className="input">
            <input
              id={`${ids}reason`}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              placeholder={`Why, for those who look at these ${targetOf(kind)}s later`}
              maxLength={2000}
              required
            />
          </span>
        </label>
        {error && (
          <p className="note crit" role="alert">
            {error.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** Bound inside the window, which alone hears keys. */
function ConfirmKey({ onConfirm }: { onConfirm: () => void }) {
  useShortcuts([{ shortcut: "confirm", run: onConfirm }]);
  return null;
}

function frozenOf(target: BulkTarget): Frozen | null {
  if ("filter" in target) return { of: "runs", filter: target.filter };
  if ("deadEvents" in target) return { of: "events", conditions: target.deadEvents };
  return "deadJobs" in target ? { of: "jobs", conditions: target.deadJobs } : null;
}

/** How many are meant, how many of them would be skipped, and which they are. */
function Meant({ kind, preview }: { kind: BulkKind; preview: BulkPreview }) {
  const { total, isAtLeast, skipped, sample, events } = preview;
  const what = targetOf(kind);
  if (total === 0) return <p className="note warn">No {what} matches: there is nothing to do.</p>;
  if (total > MAX_BULK_ITEMS) {
    return (
      <p className="note warn">
        More than {formatCount(MAX_BULK_ITEMS)} {what}s match. Narrow the filter, by time for example.
      </p>
    );
  }
  const shown = sample.length + events.length;
  return (
    <div>
      {sample.length > 0 && <SampleRuns runs={sample} />}
      {events.length > 0 && <SampleEvents events={events} />}
      {shown > 0 && (
        <p className="t2 s12 pt-2">
          Showing {shown} of {isAtLeast ? "at least " : preview.isAtMost ? "at most " : ""}
          {formatCapped(total, MAX_BULK_ITEMS)}.
          {skipped > 0 && ` As they are now, ${formatCount(skipped)} of them would be skipped.`}
        </p>
      )}
    </div>
  );
}

const amount = (kind: BulkKind, { total, isAtLeast }: BulkPreview): string =>
  total > MAX_BULK_ITEMS
    ? `${formatCapped(total, MAX_BULK_ITEMS)} ${targetOf(kind)}s`
    : isAtLeast && total > 0
      ? `${formatCount(total)}+ ${targetOf(kind)}s`
      : targetsText(kind, total);

function refusal(
  kind: BulkKind,
  preview: BulkPreview | undefined,
  reason: string,
  planned: Planned,
): string | undefined {
  if (preview === undefined) return "Not counted yet";
  if (preview.total === 0) return `No ${targetOf(kind)} matches`;
  if (preview.total > MAX_BULK_ITEMS)
    return `At most ${formatCount(MAX_BULK_ITEMS)} ${targetOf(kind)}s at once`;
  if ("error" in planned) return planned.error;
  return reason.trim() === "" ? "Say why" : undefined;
}
