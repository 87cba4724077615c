import type { QueueNow, WorkerView } from "@stageline/engine/read";
import type { ReactNode } from "react";
import { formatCount } from "@/ui/format-number";
import { Duration, Nil } from "@/ui/number";
import { ClockTime } from "@/ui/time";
import { Spark } from "./chart/spark";
import { slotsOf } from "./liveness";
import { oldestWorkflow } from "./oldest-workflow";
import { rate } from "./pressure";
import type { QueueSeries, SeriesBucket } from "./series";

/** Older than this (ms), the last measurement says nothing of the present. */
export const STALE_MS = 60_000;
/** Minutes that throughput is told of. */
const RECENT = 5;
/** A job that waits longer (ms) deserves a look. */
const LONG_WAIT_MS = 60_000;

/** The queue in six numbers, each with its last hour. */
export function Tiles({
  now,
  queue,
  series,
  workers,
}: {
  now: number;
  queue: QueueNow | undefined;
  /** Of the last hour. */
  series: QueueSeries | undefined;
  workers: readonly WorkerView[] | undefined;
}) {
  const totals = queue?.totals;
  const oldestMs = totals?.oldestDueAt ? now - totals.oldestDueAt.getTime() : null;
  const waitsLong = oldestMs !== null && oldestMs > LONG_WAIT_MS;
  const recent = (series?.buckets ?? []).slice(-RECENT).filter((bucket) => bucket !== null);
  const perMinute = (of: (bucket: SeriesBucket) => number) =>
    recent.length === 0 ? null : recent.reduce((sum, bucket) => sum + of(bucket), 0) / recent.length;
  const line = (of: (bucket: SeriesBucket) => number | null) =>
    (series?.buckets ?? []).map((bucket) => bucket && of(bucket));
  const isStale =
    series !== undefined && (series.sampledAt === null || now - series.sampledAt.getTime() > STALE_MS);
  const since = isStale ? <Since at={series.sampledAt} /> : null;
  const finished = perMinute((bucket) => bucket.finished);
  const capped = (count: number) => `${formatCount(count)}${queue?.isCapped ? "+" : ""}`;
  const slots = workers && slotsOf(workers);
  return (
    <div className="meters">
      <Meter
        label="Oldest pending"
        spark={line((bucket) => bucket.oldestPendingMs ?? 0)}
        isWarning={waitsLong}
        note={queue && (queue.totals.oldestDueAt === null ? "nothing is due" : oldestWorkflow(queue))}
      >
        <span className={waitsLong ? "heat-1" : undefined}>
          <Duration ms={oldestMs} />
        </span>
      </Meter>
      <Meter
        label="Depth"
        spark={line((bucket) => bucket.pending)}
        note={
          totals &&
          `${formatCount(totals.due)} due, ${formatCount(totals.later)} later${totals.held > 0 ? `, ${formatCount(totals.held)} held` : ""}`
        }
      >
        {totals ? capped(totals.due + totals.later) : <Nil />}
      </Meter>
      <Meter
        label="Running"
        spark={line((bucket) => bucket.running)}
        note={
          slots === undefined
            ? ""
            : slots === 0
              ? "no worker is alive"
              : `of ${formatCount(slots)} live slots`
        }
      >
        {totals ? capped(totals.running) : <Nil />}
      </Meter>
      <Meter
        label="Throughput"
        spark={line((bucket) => bucket.finished)}
        note={
          since ?? (recent.length > 0 && `${rate(perMinute((bucket) => bucket.enqueued) ?? 0)}/min enqueued`)
        }
      >
        {finished === null || isStale ? (
          <Nil />
        ) : (
          <>
            {rate(finished)}
            <i className="u">/min</i>
          </>
        )}
      </Meter>
      <Meter
        label="Retry rate, 1 h"
        spark={line((bucket) => bucket.retryShare)}
        note={since ?? (series && `${formatCount(series.retried)} of ${formatCount(series.started)} started`)}
      >
        {series === undefined || series.started === 0 ? (
          <Nil />
        ) : (
          <>
            {((series.retried / series.started) * 100).toFixed(1)}
            <i className="u">%</i>
          </>
        )}
      </Meter>
      <Meter
        label="Leases expired, 1 h"
        spark={line((bucket) => bucket.leasesExpired)}
        isWarning={(series?.leasesExpired ?? 0) > 0}
        note={since ?? (series && (series.leasesExpired === 0 ? "every worker answered" : "given out again"))}
      >
        {series === undefined || series.sampledAt === null ? (
          <Nil />
        ) : (
          <span className={series.leasesExpired > 0 ? "heat-1" : undefined}>
            {formatCount(series.leasesExpired)}
          </span>
        )}
      </Meter>
    </div>
  );
}

const Since = ({ at }: { at: Date | null }) =>
  at === null ? (
    <>no data in the last hour</>
  ) : (
    <>
      no data since <ClockTime at={at} />
    </>
  );

function Meter({
  label,
  note,
  spark,
  isWarning = false,
  children,
}: {
  label: string;
  note: ReactNode;
  spark: readonly (number | null)[];
  isWarning?: boolean;
  children: ReactNode;
}) {
  return (
    <section className="meter" aria-label={label}>
      <div className="label">{label}</div>
      <div className="v">{children}</div>
      <div className="n">{note || "\u00a0"}</div>
      <Spark values={spark} isWarning={isWarning} />
    </section>
  );
}
