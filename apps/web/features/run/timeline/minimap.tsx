import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useAppearance } from "@/ui/appearance/store";
import { durationText } from "@/ui/format-number";
import type { Drawing } from "./drawing";
import type { Segment } from "./segments";
import { elapsedText } from "./ticks";
import { type Interval, type TimeScale, timeScale } from "./time-scale";
import type { Navigation } from "./use-navigation";
import { between, moved, type View } from "./view";

const HEIGHT_PX = 48;
const PAD_PX = 6;
const LINE_PX = 2;
/** So near to the window's edge it is the edge that is dragged. */
const EDGE_PX = 6;
/** A part of the view for each press of an arrow. */
const STEP_SHARE = 0.1;

type Drag = { readonly kind: "new" | "move" | "from" | "to"; readonly at: number; readonly view: Interval };

/** The whole run, small: a line for every stage, and a window around what is in view, to move, stretch or draw anew. */
export function Minimap({
  drawing,
  scale,
  start,
  folded,
  navigation,
}: {
  drawing: Drawing;
  scale: TimeScale;
  start: number;
  folded: readonly Interval[];
  navigation: Navigation;
}) {
  const { whole } = drawing;
  const { width } = scale;
  const map = useMemo(() => timeScale({ ...whole, gaps: folded, width }), [whole, folded, width]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const { theme } = useAppearance();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    if (canvas.current) draw(canvas.current, drawing, map);
  }, [drawing, map, theme]);

  const [from, to] = [Math.max(0, map.project(scale.from)), Math.min(width, map.project(scale.to))];
  const isZoomed = from > 0.5 || to < width - 0.5;
  const place = (event: PointerEvent<HTMLElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;

  const begin = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = place(event);
    const view = { from: scale.from, to: scale.to };
    const kind = !isZoomed
      ? "new"
      : Math.abs(at - from) <= EDGE_PX
        ? "from"
        : Math.abs(at - to) <= EDGE_PX
          ? "to"
          : at > from && at < to
            ? "move"
            : "new";
    setDrag({ kind, at, view });
  };
  const go = (event: PointerEvent<HTMLElement>) => {
    if (drag === null) return;
    const next = dragged(drag, place(event), map, whole, scale);
    if (next !== undefined) navigation.set(next);
  };
  const press = (event: KeyboardEvent) => {
    const step = width * STEP_SHARE;
    if (event.key === "ArrowLeft") navigation.move(-step);
    else if (event.key === "ArrowRight") navigation.move(step);
    else if (event.key === "ArrowUp") navigation.zoomIn();
    else if (event.key === "ArrowDown") navigation.zoomOut();
    else if (event.key === "Home") navigation.fit();
    else return;
    event.preventDefault();
  };
  return (
    <div className="tl-head tl-map hide-s">
      <div className="name">
        <span className="label grow">{isZoomed ? "In view" : "Whole run"}</span>
        <span className="s11 t3">{rangeText(scale, start)}</span>
      </div>
      <div
        className="trk"
        role="slider"
        tabIndex={0}
        aria-label="Part of the run in view"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round((100 * (from + to)) / 2 / Math.max(width, 1))}
        aria-valuetext={rangeText(scale, start)}
        title="Drag to choose what is in view. Arrows move it, up and down zoom."
        onKeyDown={press}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={() => setDrag(null)}
        onPointerCancel={() => setDrag(null)}
      >
        <canvas ref={canvas} style={{ width, height: HEIGHT_PX }} />
        <i
          className="win"
          style={{ transform: `translateX(${from}px)`, width: Math.max(to - from, LINE_PX) }}
        />
      </div>
    </div>
  );
}

const rangeText = (scale: TimeScale, start: number): string => {
  const step = scale.msPerPx * 20;
  return `${elapsedText(scale.from - start, step)} – ${elapsedText(scale.to - start, step) || durationText(0)}`;
};

function dragged(
  { kind, at, view }: Drag,
  px: number,
  map: TimeScale,
  whole: Interval,
  scale: TimeScale,
): View | undefined {
  if (kind === "new") return between(map, whole, at, px);
  const shift = px - at;
  if (kind === "move") {
    const before = timeScale({ ...view, gaps: scale.gaps, width: scale.width });
    return moved(before, whole, before.project(map.unproject(map.project(view.from) + shift)));
  }
  const other = map.project(kind === "from" ? view.to : view.from);
  return between(map, whole, other, px);
}

/** What matters most is drawn last. */
const IMPORTANCE = [
  "SKIPPED",
  "PENDING",
  "COMPLETED",
  "CANCELLED",
  "SUSPENDED",
  "RUNNING",
  "FAILED",
] as const;

function draw(canvas: HTMLCanvasElement, { groups }: Drawing, map: TimeScale): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(map.width * ratio));
  canvas.height = HEIGHT_PX * ratio;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const stages = groups.flatMap((group) => group.stages);
  const room = HEIGHT_PX - 2 * PAD_PX - LINE_PX;
  const pitch = Math.min(4, room / Math.max(1, stages.length - 1));
  const byStatus = new Map<Segment["status"], [row: number, from: number, to: number][]>();
  for (const [row, { bars }] of stages.entries()) {
    for (const segment of bars.flatMap((bar) => bar.segments)) {
      const lines = byStatus.get(segment.status) ?? [];
      lines.push([row, map.project(segment.from), map.project(segment.to)]);
      byStatus.set(segment.status, lines);
    }
  }
  for (const status of IMPORTANCE) {
    context.fillStyle = style.getPropertyValue(`--st-${status.toLowerCase()}`);
    for (const [row, from, to] of byStatus.get(status) ?? []) {
      context.fillRect(from, PAD_PX + row * pitch, Math.max(to - from, LINE_PX), LINE_PX);
    }
  }
}
