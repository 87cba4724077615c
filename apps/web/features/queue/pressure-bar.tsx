"use client";

import type { PauseView, QueueNow, WorkerView } from "@stageline/engine/read";
import { useState } from "react";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { GroupTable } from "./group-table";
import { slotsOf } from "./liveness";
import type { PauseTarget } from "./pause-dialog";
import { fact, type Phrase, plain } from "./phrase";
import { type Pressure, pressureOf, pressureSentence } from "./pressure";
import type { QueueSeries } from "./series";

const TROUBLE: ReadonlySet<Pressure["kind"]> = new Set(["stalled", "growing"]);

/** Whether the queue keeps up, in a sentence; below it, if wanted, for each workflow and priority. */
export function PressureBar({
  queue,
  series,
  workers,
  pauses = [],
  onPause,
  onShowPauses,
}: {
  queue: QueueNow;
  series: QueueSeries | undefined;
  workers: readonly WorkerView[] | undefined;
  pauses: readonly PauseView[] | undefined;
  onPause: (target: PauseTarget) => void;
  onShowPauses: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const { due, running } = queue.totals;
  const load = { due, running, slots: workers ? slotsOf(workers) : null, minutes: series?.buckets ?? [] };
  const pressure = pressureOf(load);
  const nobody = workers?.length === 0;
  const isTrouble = TROUBLE.has(pressure.kind) || (nobody && due > 0);
  const isEstimate = !nobody && !["idle", "unknown"].includes(pressure.kind);
  return (
    <>
      <div className={isTrouble ? "say queue-say warn" : "say queue-say"}>
        {isTrouble && <Icon name="warn" />}
        <p className="grow">
          {(nobody ? nobodyWorks(due) : pressureSentence(pressure, load)).map(({ text, as }, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the sentence
            as === "b" ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
          )}
          {isEstimate && <span className="t2"> Estimate, from the last 15 minutes.</span>}
          {pauses.length > 0 && (
            <>
              {" "}
              <button type="button" className="link" onClick={onShowPauses}>
                {formatCount(pauses.length)} {pauses.length === 1 ? "pause is" : "pauses are"} in force.
              </button>
            </>
          )}
        </p>
        <button type="button" className="btn sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          By workflow and priority
        </button>
      </div>
      {isOpen && <GroupTable queue={queue} series={series} pauses={pauses} onPause={onPause} />}
    </>
  );
}

const nobodyWorks = (due: number): readonly Phrase[] =>
  due === 0
    ? [plain("No worker is alive. What is enqueued waits until one is started.")]
    : [
        fact("No worker is alive"),
        plain(`: ${formatCount(due)} ${due === 1 ? "job is" : "jobs are"} due and nobody takes them.`),
      ];
