import clsx from "clsx";
import type { DiffLine, LineDiff } from "./line-diff";
import { Scrollable } from "./scrollable";

/** Lines with their numbers; those the other side lacks stand out by colour and sign. */
export const DiffLines = ({ lines, side }: { lines: readonly DiffLine[]; side: "before" | "after" }) => (
  <>
    {lines.map(({ text, isChanged }, index) => (
      <div
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        key={index}
        className={clsx("df", isChanged && (side === "before" ? "del" : "add"))}
      >
        <span aria-hidden="true">{index + 1}</span>
        <span>{isChanged ? (side === "before" ? "−" : "+") : ""}</span>
        <span>{text}</span>
      </div>
    ))}
  </>
);

/** Two texts beside each other. */
export const SideBySide = ({
  of,
  diff,
  names: [before, after],
}: {
  /** What is compared. */
  of: string;
  diff: LineDiff;
  names: readonly [string, string];
}) => (
  <div className="sides well">
    <Side name={before} of={of} lines={diff.before} side="before" />
    <Side name={after} of={of} lines={diff.after} side="after" />
  </div>
);

export const Side = ({
  name,
  of,
  lines,
  side,
}: {
  name: string;
  /** What is compared: the page may have several pairs of the same names. */
  of: string;
  lines: readonly DiffLine[];
  side: "before" | "after";
}) => (
  <div>
    <p className="side-h">{name}</p>
    <Scrollable className="side-b" label={`${of}, ${name}`}>
      <DiffLines lines={lines} side={side} />
    </Scrollable>
  </div>
);
