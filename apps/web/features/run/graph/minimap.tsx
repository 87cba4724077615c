import { type GraphLayout, NODE } from "./layout";
import type { Rect } from "./use-viewport";

const WIDTH = 160;
const MAX_HEIGHT = 120;

/** The whole graph in small, and what of it is seen. A click brings that place to the middle. */
export function Minimap({
  layout,
  margin,
  seen,
  onCentre,
}: {
  layout: GraphLayout;
  margin: { readonly x: number; readonly top: number };
  seen: Rect;
  onCentre: (x: number, y: number) => void;
}) {
  const width = layout.width + 2 * margin.x;
  const height = layout.height + 2 * margin.top;
  const scale = Math.min(WIDTH / width, MAX_HEIGHT / height);
  return (
    <svg
      className="minimap graph-float"
      width={width * scale}
      height={height * scale}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerDown={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect();
        onCentre((event.clientX - left) / scale, (event.clientY - top) / scale);
      }}
    >
      {layout.columns.flatMap(({ nodes }) =>
        nodes.map(({ stage, x, y }) => (
          <rect
            key={stage.stageId}
            data-s={stage.shown?.status ?? "none"}
            x={x + margin.x}
            y={y + margin.top}
            width={NODE.width}
            height={NODE.height}
          />
        )),
      )}
      <rect
        className="seen"
        x={seen.x}
        y={seen.y}
        width={Math.min(seen.width, width)}
        height={Math.min(seen.height, height)}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
