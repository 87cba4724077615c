"use client";

import type { RunView } from "@stageline/engine/read";
import { Payload } from "@/components/payload";
import type { PlannedGroup } from "./plan";

/** What the run was given, what it gave, and what each stage gave. */
export function InputOutput({ run, groups }: { run: RunView; groups: readonly PlannedGroup[] }) {
  const stages = groups.flatMap((group) => group.stages.flatMap(({ shown }) => shown ?? []));
  return (
    <div className="grid gap-4 p-gutter">
      <h2 className="semi">Run</h2>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid gap-4">
          <Payload
            kind="runInput"
            id={run.id}
            title="Input"
            chars={run.inputChars}
            fileName={`${run.id}-input`}
          />
          <Payload
            key={`config${run.attempt}`}
            kind="runConfig"
            id={run.id}
            title="Config"
            fileName={`${run.id}-config`}
          />
        </div>
        {/* A new version of the run is a new question. */}
        <Payload
          key={`output${run.version}`}
          kind="runOutput"
          id={run.id}
          title="Output"
          chars={run.outputChars}
          fileName={`${run.id}-output`}
        />
      </div>
      <h2 className="semi">Stage outputs</h2>
      {stages.length === 0 && <p className="t3">No stage has started.</p>}
      <div className="grid gap-4">
        {stages.map((stage) =>
          stage.outputChars === null ? (
            <p key={stage.id} className="well px-3 py-2">
              <span className="med">{stage.stageName}</span> <span className="t3">has no output.</span>
            </p>
          ) : (
            <Payload
              key={stage.id}
              kind="stageOutput"
              id={stage.id}
              title={stage.stageName}
              chars={stage.outputChars}
              fileName={`${stage.stageId}-output`}
            />
          ),
        )}
      </div>
    </div>
  );
}
