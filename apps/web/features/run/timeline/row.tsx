import clsx from "clsx";
import type { ReactNode } from "react";
import { Duration, Nil, Price } from "@/ui/number";

/** A line of the timeline: name and numbers on the left, bars on the right. */
export function TimelineRow({
  kind,
  name,
  icon,
  ms,
  cost,
  isSelected = false,
  isAside = false,
  action,
  children,
}: {
  kind: "run" | "grp" | "stage";
  name: ReactNode;
  icon?: ReactNode;
  ms?: number | null;
  cost?: number | null;
  isSelected?: boolean;
  /** Steps back, for others to stand out. */
  isAside?: boolean;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={clsx("tl-row", kind, isSelected && "sel", isAside && "aside")}>
      <div className="name">
        {icon}
        <span className="nm">{name}</span>
        {action}
        {ms !== undefined && (
          <span className="d">
            <Duration ms={ms} />
          </span>
        )}
        {cost !== undefined && (
          <span className="c">{cost === 0 || cost === null ? <Nil /> : <Price usd={cost} />}</span>
        )}
      </div>
      <div className="trk">{children}</div>
    </div>
  );
}
