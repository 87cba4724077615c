"use client";

import type { PUBLISHED_CAP as EngineCap, OutboxNow } from "@stageline/engine/read";
import { COUNT_CAP } from "@/components/count-cap";
import { formatCapped } from "@/ui/format-number";
import { Duration } from "@/ui/number";
import { Age } from "@/ui/time";
import { lagMs, retryText } from "./outbox-words";

/** The engine's own cap, repeated so that pages do not load its schemas. */
export const PUBLISHED_CAP: typeof EngineCap = 50_000;

/** The outbox in a line: lag, what waits, what was published, what is retried. */
export function OutboxLine({ outbox }: { outbox: OutboxNow }) {
  const retried = retryText(outbox.retrying);
  return (
    <p className="outbox-line">
      <b className="semi">
        Outbox lag <Duration ms={lagMs(outbox)} />
      </b>
      <span className="t2">{formatCapped(outbox.waiting, COUNT_CAP)} unpublished</span>
      <span className="t2">
        {formatCapped(outbox.published, PUBLISHED_CAP)} published in 24<i className="u">h</i>
      </span>
      {retried && <span className="t2">{retried}</span>}
      <span className="grow" />
      <span className="t3 s12">
        checked <Age at={outbox.at} /> ago
      </span>
    </p>
  );
}
