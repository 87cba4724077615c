import { type GraphColumn, type GraphLayout, NODE } from "./layout";

/** Lines from a group into the barrier and out to the next; dashed where nothing has passed yet. */
export const Edges = ({ layout }: { layout: GraphLayout }) => (
  <svg
    className="pointer-events-none absolute inset-0 overflow-visible"
    width={layout.width}
    height={layout.height}
    fill="none"
    aria-hidden="true"
  >
    {layout.columns.map((column, index) => {
      const before = layout.columns[index - 1];
      if (before === undefined || column.barrier === null) return null;
      const isPassed = column.nodes.some(({ stage }) => stage.shown !== null);
      const isOpen = isPassed || isDone(before);
      return (
        <g key={column.number}>
          {middles(before).map((y) => (
            <Line key={y} from={before.x + NODE.width} to={column.barrier?.x ?? 0} y={y} isSolid={isOpen} />
          ))}
          {middles(column).map((y) => (
            <Line key={y} from={column.barrier?.x ?? 0} to={column.x - 4} y={y} isSolid={isPassed} hasHead />
          ))}
          <path
            d={`M${column.barrier.x} ${column.barrier.top}V${column.barrier.bottom}`}
            stroke={isPassed ? "var(--text-3)" : "var(--line-strong)"}
            strokeWidth="4"
            strokeLinecap="round"
          />
        </g>
      );
    })}
  </svg>
);

const isDone = ({ nodes }: GraphColumn): boolean =>
  nodes.every(({ stage }) => stage.shown?.status === "COMPLETED" || stage.shown?.status === "SKIPPED");

const middles = ({ nodes, folded }: GraphColumn): readonly number[] => [
  ...nodes.map(({ y }) => y + NODE.height / 2),
  ...(folded ? [folded.y + NODE.height / 2] : []),
];

function Line({
  from,
  to,
  y,
  isSolid,
  hasHead = false,
}: {
  from: number;
  to: number;
  y: number;
  isSolid: boolean;
  hasHead?: boolean;
}) {
  const stroke = isSolid ? "var(--text-3)" : "var(--line-strong)";
  return (
    <>
      <path
        d={`M${from} ${y}H${to}`}
        stroke={stroke}
        strokeWidth="1.5"
        strokeDasharray={isSolid ? undefined : "4 4"}
      />
      {hasHead && <path d={`m${to - 3} ${y - 3.5} 4 3.5-4 3.5`} stroke={stroke} strokeWidth="1.5" />}
    </>
  );
}
