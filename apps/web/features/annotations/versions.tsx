"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Actor } from "@/components/actor";
import { EmptyState, LoadingRows, QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { Comparison } from "./comparison";
import { KeyChoice } from "./key-choice";
import { annotationsHref } from "./search-params";
import type { Annotations } from "./use-annotations";
import { VersionActorChoice } from "./version-actor-choice";

/** Whether two versions of an actor decide alike. */
export function Versions({ annotations }: { annotations: Annotations }) {
  const trpc = useTRPC();
  const { params, by, range, narrowing, set } = annotations;
  const { actor, who } = params;
  const hasActor = actor !== "" && who !== "";
  const versions = useQuery(
    trpc.annotations.versions.queryOptions({ actorKind: actor, actorId: who }, { enabled: hasActor }),
  );
  const [newest, older] = versions.data ?? [];
  const after = params.after || (newest?.version ?? "");
  const before = params.before || (older?.version ?? "");
  const { actorVersion: _, ...asked } = { actorVersion: "", ...narrowing };
  const drift = useQuery(
    trpc.annotations.drift.queryOptions(
      { ...range, ...asked, actorKind: actor, actorId: who, key: by, before, after },
      {
        enabled: hasActor && by !== "" && before !== "" && after !== "",
        placeholderData: keepPreviousData,
      },
    ),
  );
  const choice = (word: string, version: string, name: "before" | "after") => (
    <label className="input select">
      <span className="t3">{word}</span>
      <select value={version} onChange={({ target }) => set({ [name]: target.value })}>
        {versions.data?.map((each) => (
          <option key={each.version}>{each.version}</option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div className="bar-row b flex-wrap">
        <VersionActorChoice annotations={annotations} />
        {hasActor && versions.data && versions.data.length > 1 && (
          <>
            {choice("Before", before, "before")}
            {choice("After", after, "after")}
            <KeyChoice annotations={annotations} />
          </>
        )}
      </div>
      {!hasActor ? (
        <EmptyState title="Whose versions?">
          <p>Choose an actor: two of its versions are compared by what they state.</p>
        </EmptyState>
      ) : versions.error ? (
        <QueryFailed error={versions.error} what="versions" onRetry={versions.refetch} />
      ) : versions.data && versions.data.length < 2 ? (
        <EmptyState title="There is nothing to compare">
          <p>
            <Actor kind={actor} id={who} version={null} /> has stated things under{" "}
            {versions.data.length === 0 ? "no version" : `version ${versions.data[0]?.version} only`}.
          </p>
        </EmptyState>
      ) : drift.error ? (
        <QueryFailed
          error={drift.error}
          what="comparison"
          onRetry={drift.refetch}
          narrowing={{ word: "Last hour", onNarrow: () => set({ last: "1h", from: null, to: null }) }}
        />
      ) : drift.data === undefined ? (
        <LoadingRows />
      ) : (
        <Comparison
          by={by}
          before={drift.data.before}
          after={drift.data.after}
          streamOf={(ver, value) =>
            annotationsHref("/annotations", { ...params, view: "stream", key: by, ver, value })
          }
        />
      )}
    </>
  );
}
