import { ticksOf } from "./ticks";
import { GAP_PX, type TimeScale } from "./time-scale";

/** Lines through all rows: ticks, folded gaps. Filled, not bordered: a fill is cheap to move. */
export function Lines({ scale, origin }: { scale: TimeScale; origin: number }) {
  return (
    <div className="tl-grid" aria-hidden="true">
      {scale.gaps.map((gap) => {
        const px = scale.project(gap.from);
        return px > scale.width || px < -GAP_PX ? null : (
          <div key={gap.from} className="tl-gap" style={{ transform: `translateX(${px}px)` }} />
        );
      })}
      {ticksOf(scale, origin).map(({ instant, px }) => (
        <i key={instant} className="g" style={{ transform: `translateX(${px}px)` }} />
      ))}
    </div>
  );
}

/** The present, over the bars. */
export const NowLine = ({ scale, now }: { scale: TimeScale; now: number }) => {
  const px = scale.project(now);
  return px < 0 || px > scale.width ? null : (
    <div className="tl-grid" aria-hidden="true">
      <i className="tl-now" style={{ transform: `translateX(${px}px)` }} />
    </div>
  );
};
