"use client";

import type { BulkKind, MAX_BULK_ITEMS as EngineLimit, FrozenRunFilter } from "@stageline/engine/read";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import type { BulkPreview } from "@/server/bulk-preview";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import { formatCapped, formatCount } from "@/ui/format-number";
import { FrozenFilter } from "./frozen-filter";
import { SampleRuns } from "./sample-runs";
import { bulkHref, KIND_WORDS, runsText } from "./words";

/** The engine's own limit, repeated so that pages do not load its schemas. */
const MAX_BULK_ITEMS: typeof EngineLimit = 10_000;

const EFFECT: Readonly<Record<BulkKind, string>> = {
  cancel: "Open stages end at once, and nothing they still say is recorded. Runs that are over are skipped.",
  rerun:
    "Each runs again from its first failed stage, or from the first of all where none failed. Runs that are not over are skipped.",
};

export type BulkTarget = { readonly ids: readonly string[] } | { readonly filter: FrozenRunFilter };

/** Cancels or reruns many runs, for a reason: shows what is meant, freezes it, and leads to the report. */
export function BulkDialog({
  kind,
  target,
  onStarted,
  onClose,
}: {
  kind: BulkKind;
  /** A filter without paging, its time range as instants. */
  target: BulkTarget;
  onStarted: (bulkActionId: string) => void;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const ids = useId();
  const [reason, setReason] = useState("");
  // Made once: however often the button is pressed, there is one action.
  const [id] = useState(() => crypto.randomUUID());
  const asked = "ids" in target ? { ids: [...target.ids] } : { filter: target.filter };
  const preview = useQuery(
    trpc.bulk.preview.queryOptions(
      { kind, target: asked },
      { placeholderData: keepPreviousData, meta: { live: false } },
    ),
  );
  const start = useMutation(
    trpc.bulk.start.mutationOptions({
      onSuccess: ({ bulkActionId, total }) => {
        tell(`${KIND_WORDS[kind]} of ${runsText(total)} has begun`);
        onStarted(bulkActionId);
        router.push(bulkHref(bulkActionId));
      },
    }),
  );
  const { data } = preview;
  const word = KIND_WORDS[kind];
  const error = start.error ?? preview.error;
  const whyNot = refusal(data, reason);
  return (
    <Dialog
      title={`${word} ${data ? amount(data) : "runs"}?`}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Leave them alone
          </button>
          <button
            type="button"
            className={kind === "cancel" ? "btn danger" : "btn pri"}
            disabled={whyNot !== undefined || start.isPending}
            title={whyNot}
            onClick={() => start.mutate({ kind, target: asked, reason: reason.trim(), id })}
          >
            {word} {data ? amount(data) : "runs"}
          </button>
        </>
      }
    >
      <div className="grid gap-3 p-5">
        <p>{EFFECT[kind]}</p>
        {"filter" in target && (
          <p className="bulk-words">
            <FrozenFilter filter={target.filter} />
            <span className="t3 s12">as they are now; runs that match later are left alone</span>
          </p>
        )}
        {data ? <Meant preview={data} /> : <div className="bulk-sample-room" />}
        <label className="grid gap-1" htmlFor={`${ids}reason`}>
          <span className="med">Reason</span>
          <span className="input">
            <input
              id={`${ids}reason`}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              placeholder="Why, for those who look at these runs later"
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

/** How many are meant, how many of them would be skipped, and which they are. */
function Meant({ preview }: { preview: BulkPreview }) {
  const { total, isAtLeast, skipped, sample } = preview;
  if (total === 0) return <p className="note warn">No run matches: there is nothing to do.</p>;
  if (total > MAX_BULK_ITEMS) {
    return (
      <p className="note warn">
        More than {formatCount(MAX_BULK_ITEMS)} runs match. Narrow the filter, by time for example.
      </p>
    );
  }
  return (
    <div>
      <SampleRuns runs={sample} />
      <p className="t2 s12 pt-2">
        Showing {sample.length} of {isAtLeast ? "at least " : ""}
        {formatCapped(total, MAX_BULK_ITEMS)}.
        {skipped > 0 && ` As they are now, ${formatCount(skipped)} of them would be skipped.`}
      </p>
    </div>
  );
}

const amount = ({ total, isAtLeast }: BulkPreview): string =>
  total > MAX_BULK_ITEMS
    ? `${formatCapped(total, MAX_BULK_ITEMS)} runs`
    : isAtLeast && total > 0
      ? `${formatCount(total)}+ runs`
      : runsText(total);

function refusal(preview: BulkPreview | undefined, reason: string): string | undefined {
  if (preview === undefined) return "Not counted yet";
  if (preview.total === 0) return "No run matches";
  if (preview.total > MAX_BULK_ITEMS) return `At most ${formatCount(MAX_BULK_ITEMS)} runs at once`;
  return reason.trim() === "" ? "Say why" : undefined;
}
