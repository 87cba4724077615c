import clsx from "clsx";
import type { ReactNode } from "react";
import { Duration, Nil, Price } from "@/ui/number";

/** A line of the timeline: name and numbers on the left, bars on the right. */
export function RowFrame({
  kind,
  isSelected = false,
  isAside = false,
  name,
  children,
}: {
  kind: "run" | "grp" | "stage" | "sub";
  isSelected?: boolean;
  /** Steps back, for others to stand out. */
  isAside?: boolean;
  name: ReactNode;
  /** What is on the track. */
  children?: ReactNode;
}) {
  return (
    <div className={clsx("tl-row", kind, isSelected && "sel", isAside && "aside")}>
      {name}
      <div className="trk">{children}</div>
    </div>
  );
}

/** The left part of a line. */
export const RowName = ({
  icon,
  name,
  action,
  ms,
  cost,
}: {
  icon?: ReactNode;
  name: ReactNode;
  action?: ReactNode;
  /** Undefined where the line has none; null where it is not known. */
  ms?: number | null;
  cost?: number | null;
}) => (
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
);
