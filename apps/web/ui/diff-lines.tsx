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
  diff,
  names: [before, after],
}: {
  diff: LineDiff;
  names: readonly [string, string];
}) => (
  <div className="sides well">
    <Side name={before} lines={diff.before} side="before" />
    <Side name={after} lines={diff.after} side="after" />
  </div>
);

export const Side = ({
  name,
  lines,
  side,
}: {
  name: string;
  lines: readonly DiffLine[];
  side: "before" | "after";
}) => (
  <div>
    <p className="side-h">{name}</p>
    <Scrollable className="side-b" label={name}>
      <DiffLines lines={lines} side={side} />
    </Scrollable>
  </div>
);
