const HEIGHT = 20;
const STEP = 5;

/** How often over time, a bar a bucket; the highest has the full height. What was not counted is no zero. */
export function Trend({
  counts,
  uncounted,
  name,
}: {
  counts: readonly number[];
  /** Buckets from the start that were not looked at. */
  uncounted: number;
  name: string;
}) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      className="trend"
      viewBox={`0 0 ${counts.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${name} over time: ${counts.slice(uncounted).join(", ")}`}
    >
      {uncounted > 0 && <rect className="uncounted" width={uncounted * STEP - 1} height={HEIGHT} />}
      {counts.map((count, index) => {
        // What is there at all is seen.
        const height = count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place
            key={index}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}

/** Buckets that lie before what was looked at. */
export const uncountedIn = ({
  from,
  bucketMs,
  readFrom,
}: {
  readonly from: Date;
  readonly bucketMs: number;
  readonly readFrom: Date | null;
}): number => (readFrom === null ? 0 : Math.floor((readFrom.getTime() - from.getTime()) / bucketMs));
