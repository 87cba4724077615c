import { type ChartSeries, totalAt } from "./chart-series";

/** The values of one bucket, beside the cursor. */
export function Readout({
  name,
  series,
  bucket,
  hasTotal,
  format,
  at,
  isLeft,
}: {
  name: string;
  series: readonly ChartSeries[];
  bucket: number;
  hasTotal: boolean;
  format: (value: number) => string;
  /** Pixels from the left. */
  at: number;
  /** On the left of the cursor, where there is more room. */
  isLeft: boolean;
}) {
  const total = totalAt(series, bucket);
  // From the top down, as the stack is drawn.
  const shown = hasTotal ? series.filter(({ values }) => (values[bucket] ?? 0) > 0).toReversed() : series;
  return (
    <div
      className="chart-readout"
      aria-hidden="true"
      style={isLeft ? { right: `calc(100% - ${at - 10}px)` } : { left: at + 10 }}
    >
      <b>{name}</b>
      {total === null ? (
        <span className="t3">no data</span>
      ) : (
        <dl>
          {shown.map(({ name, colour, values }) => (
            <div key={name}>
              <dt>
                <i className="sw" style={{ background: colour }} />
                <span className="trunc">{name}</span>
              </dt>
              <dd>
                {values[bucket] === null || values[bucket] === undefined ? "–" : format(values[bucket])}
              </dd>
            </div>
          ))}
          {hasTotal && (
            <div className="semi">
              <dt>All</dt>
              <dd>{format(total)}</dd>
            </div>
          )}
        </dl>
      )}
    </div>
  );
}
