import { area, line } from "d3-shape";

const WIDTH = 100;
const HEIGHT = 20;

/** A small area without axes, beside a number that says how much; a null is a gap. For the eyes only. */
export function Sparkline({
  values,
  tone = "measured",
  from = 0,
}: {
  values: readonly (number | null)[];
  /** `warn`: what it counts is not wanted. `compared`: an earlier time. */
  tone?: "measured" | "warn" | "compared";
  /** The value at the ground. Default: 0. */
  from?: number;
}) {
  const top = Math.max(...values.map((value) => value ?? 0), from + Number.EPSILON);
  const x = (_: unknown, index: number) => (values.length < 2 ? 0 : (index / (values.length - 1)) * WIDTH);
  const y = (value: number | null) => HEIGHT - 1 - (((value ?? from) - from) / (top - from)) * (HEIGHT - 2);
  const has = (value: number | null) => value !== null;
  const ground = area<number | null>().defined(has).x(x).y0(HEIGHT).y1(y)([...values]) ?? "";
  const edge = line<number | null>().defined(has).x(x).y(y)([...values]) ?? "";
  return (
    <svg
      className="spark"
      data-tone={tone}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="spark-ground" d={ground} />
      <path className="spark-edge" d={edge} />
    </svg>
  );
}
