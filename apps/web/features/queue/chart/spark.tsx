import { stretches } from "./stretches";

/** A small line without axes: how a number came to be. Interrupted where nothing is known. */
export function Spark({
  values,
  isWarning = false,
}: {
  values: readonly (number | null)[];
  isWarning?: boolean;
}) {
  const top = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0) || 1;
  const x = (index: number) => (values.length < 2 ? 0 : (index / (values.length - 1)) * 100);
  const y = (index: number) => 96 - ((values[index] ?? 0) / top) * 90;
  return (
    <svg
      className="spark"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      aria-hidden="true"
      data-warn={isWarning}
    >
      {stretches(values).map((row) => {
        const points = row.map((index) => `${x(index).toFixed(2)},${y(index).toFixed(2)}`);
        const [first = 0, last = first] = [row[0], row.at(-1)];
        return (
          <g key={first}>
            <polygon points={`${x(first)},100 ${points.join(" ")} ${x(last)},100`} />
            <polyline
              points={points.length === 1 ? `${points[0]} ${x(first) + 0.6},${y(first)}` : points.join(" ")}
            />
          </g>
        );
      })}
    </svg>
  );
}
