const HEIGHT = 20;
const STEP = 5;

/** How often over time, a bar a bucket; the highest has the full height. */
export function Trend({ counts, name }: { counts: readonly number[]; name: string }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      className="trend"
      viewBox={`0 0 ${counts.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${name} over time: ${counts.join(", ")}`}
    >
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
