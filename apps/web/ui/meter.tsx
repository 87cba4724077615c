import type { ReactNode } from "react";

/** One measured number in a strip of `.meters`: what it is, how much, what to make of it, and how it came there. */
export const Meter = ({
  label,
  value,
  note,
  title,
  children,
}: {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
  /** How it is counted, for those who want to know. */
  title?: string;
  /** A `Sparkline`. */
  children?: ReactNode;
}) => (
  <div className="meter" title={title}>
    <div className="label">{label}</div>
    <div className="v">{value}</div>
    <div className="n">{note}</div>
    {children}
  </div>
);
