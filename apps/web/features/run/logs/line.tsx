"use client";

import type { LogView } from "@stageline/engine/read";
import Anser from "anser";
import clsx from "clsx";
import { durationText } from "@/ui/format-number";
import { ClockTime } from "@/ui/time";

/** How the time of a line is told: by the clock, since the run began, since the line before. */
export type LineTime = "clock" | "start" | "before";

/** One line of a log. Its time is its address. Colours are those that the program chose; nothing else of it is obeyed. */
export function Line({
  line,
  before,
  startedAt,
  stage,
  time,
  isLinked,
}: {
  line: LogView;
  before: LogView | undefined;
  startedAt: Date;
  stage: { readonly stageId: string; readonly stageName: string } | undefined;
  time: LineTime;
  isLinked: boolean;
}) {
  const since = time === "start" ? startedAt : before?.createdAt;
  return (
    <div id={`L${line.id}`} className={clsx("log", line.level.toLowerCase(), isLinked && "linked")}>
      <a className="t3 time-b" href={`#L${line.id}`} title="Link to this line">
        {time === "clock" || since === undefined ? (
          <ClockTime at={line.createdAt} withMs />
        ) : (
          `+${durationText(Math.max(0, line.createdAt.getTime() - since.getTime()))}`
        )}
      </a>
      <span className="lv">{line.level.toLowerCase()}</span>
      <span className="t2" title={stage?.stageName}>
        {stage?.stageId}
      </span>
      <span className="msg">
        <Coloured text={line.message} />
        {line.metadataPreview && <span className="t3"> {line.metadataPreview}</span>}
      </span>
    </div>
  );
}

const ESCAPE = "\u001b";

function Coloured({ text }: { text: string }) {
  // An element, not the bare text: its hidden characters are marked where an element is made.
  if (!text.includes(ESCAPE)) return <>{text}</>;
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map(
    ({ content, fg, decorations }, index) => (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece of a line is its place
        key={index}
        className={clsx(
          fg,
          decorations.map((name) => `ansi-${name}`),
        )}
      >
        {content}
      </span>
    ),
  );
}
