"use client";

import type { ArtifactView, RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AttemptBadge } from "@/components/attempt";
import { ExportMenu } from "@/components/export-menu";
import { EmptyState, ListState } from "@/components/list-state";
import { Payload } from "@/components/payload";
import { useTRPC } from "@/trpc/client";
import { CopyButton } from "@/ui/copy-button";
import { formatSize } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Measure, Nil } from "@/ui/number";
import { ClockTime } from "@/ui/time";
import { pollMs } from "./live-run";

const TYPES: Readonly<Record<string, string>> = {
  STAGE_OUTPUT: "Stage output",
  ARTIFACT: "Artifact",
  METADATA: "Metadata",
};

/** What the stages stored. */
export function Artifacts({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const [openId, setOpenId] = useState<string | null>(null);
  const query = useQuery(
    trpc.run.artifacts.queryOptions({ runId: run.id }, { refetchInterval: pollMs(run.status) }),
  );
  return (
    <ListState query={query} rows={query.data} words={["artifact", "artifacts"]} noData={<NoArtifacts />}>
      {(artifacts) => (
        <>
          <div className="tblx">
            <table className="tbl flow">
              <caption className="sr">Artifacts, by creation</caption>
              <colgroup>
                <col />
                <col style={{ width: 180 }} />
                <col style={{ width: 120 }} />
                <col style={{ width: 92 }} />
                <col style={{ width: 100 }} />
              </colgroup>
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  <th scope="col">Stage</th>
                  <th scope="col">Type</th>
                  <th scope="col" className="num">
                    Size
                  </th>
                  <th scope="col">Created</th>
                </tr>
              </thead>
              <tbody>
                {artifacts.map((artifact) => (
                  <Row
                    key={artifact.id}
                    artifact={artifact}
                    isOpen={artifact.id === openId}
                    onToggle={() => setOpenId(artifact.id === openId ? null : artifact.id)}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <p className="more">
            <span className="grow" />
            <ExportMenu list="artifacts" filter={{ runId: run.id }} />
          </p>
        </>
      )}
    </ListState>
  );
}

const NoArtifacts = () => (
  <EmptyState title="No artifacts">
    <p>
      A stage stores files with <span className="mono">ctx.storage</span>.
    </p>
  </EmptyState>
);

function Row({
  artifact,
  isOpen,
  onToggle,
}: {
  artifact: ArtifactView;
  isOpen: boolean;
  onToggle: () => void;
}) {
  return (
    <>
      <tr className={isOpen ? "sel" : undefined}>
        <td>
          <span className="flex items-center">
            <button
              type="button"
              className="row-b mono"
              aria-expanded={isOpen}
              title={artifact.key}
              onClick={onToggle}
            >
              <span className={isOpen ? "rotate-90" : undefined}>
                <Icon name="right" size={14} />
              </span>
              <span className="trunc">{artifact.key}</span>
            </button>
            <CopyButton text={artifact.key} label="Copy key" />
          </span>
        </td>
        <td className="trunc">
          {artifact.stageId ?? <Nil />}{" "}
          {artifact.attempt !== null && artifact.attempt > 0 && <AttemptBadge attempt={artifact.attempt} />}
        </td>
        <td className="t2">{TYPES[artifact.type] ?? artifact.type}</td>
        <td className="num">
          <Measure {...formatSize(artifact.size, "B")} />
        </td>
        <td className="mono t2">
          <ClockTime at={artifact.createdAt} />
        </td>
      </tr>
      {isOpen && (
        <tr className="call-open">
          <td colSpan={5}>
            <Payload kind="artifact" id={artifact.id} title="Content" fileName={artifact.key} />
          </td>
        </tr>
      )}
    </>
  );
}
