"use client";

import { useEffect, useId, useRef, useState } from "react";
import { MAX_BULK_ITEMS } from "@/features/bulk/bulk-limit";
import { CAREFUL, planOf } from "@/features/bulk/plan-draft";
import { PlanFields } from "@/features/bulk/plan-fields";
import { useStartBulk } from "@/features/bulk/use-start-bulk";
import { formatCount } from "@/ui/format-number";
import { Keycaps, useShortcuts } from "@/ui/shortcuts";
import { type Asked, eventsText, nameOf } from "./asked";

/** Replays dead events, a few first, for a reason; leads to the report. */
export function ReplayForm({
  asked,
  onDiscard,
  onStarted,
}: {
  asked: Asked;
  onDiscard: () => void;
  onStarted: () => void;
}) {
  const ids = useId();
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState(CAREFUL);
  const { start, isPending, error } = useStartBulk("replay", onStarted);
  const { target, count, runs } = asked;
  const planned = planOf(draft, true);
  const whyNot =
    count > MAX_BULK_ITEMS
      ? `At most ${formatCount(MAX_BULK_ITEMS)} events at once: narrow the time or the error`
      : "error" in planned
        ? planned.error
        : reason.trim() === ""
          ? "Say why"
          : undefined;
  const begin = () => {
    if (whyNot === undefined && !isPending && "plan" in planned)
      start({ target, reason, plan: planned.plan, name: nameOf(asked) });
  };
  useShortcuts([{ shortcut: "confirm", name: `Replay ${eventsText(count)}`, run: begin }]);
  // The panel was asked for by a button or key: what is missing is the reason.
  useEffect(() => field.current?.focus(), []);
  return (
    <section className="blk" aria-label="Replay">
      <h3 className="label">
        Replay {eventsText(count)}
        {runs !== null && ` of ${formatCount(runs)} ${runs === 1 ? "run" : "runs"}`}
      </h3>
      <PlanFields kind="replay" total={count} draft={draft} onDraft={setDraft} />
      <label className="letters-reason" htmlFor={`${ids}reason`}>
        <span className="t3 s12">Reason</span>
        <span className="input">
          <input
            ref={field}
            id={`${ids}reason`}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            placeholder="Why now? Goes to the audit log"
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
      <div className="letters-buttons">
        <button
          type="button"
          className="btn pri"
          disabled={whyNot !== undefined || isPending}
          title={whyNot}
          onClick={begin}
        >
          Replay {eventsText(count)}
          <Keycaps keys="mod+Enter" />
        </button>
        <button type="button" className="btn danger" onClick={onDiscard}>
          Discard…
        </button>
      </div>
    </section>
  );
}
