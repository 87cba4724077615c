"use client";

import type { AnnotationValues } from "@stageline/engine/read";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Actor } from "@/components/actor";
import { EmptyState, LoadingRows, QueryFailed } from "@/components/list-state";
import { shownValue } from "@/features/runs/columns";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { type DriftRow, driftOf, pText } from "./drift";
import { KeyChoice } from "./key-choice";
import { ReadFrom } from "./key-values";
import { shareText } from "./share-text";
import { Trend, uncountedIn } from "./trend";
import type { Annotations } from "./use-annotations";
import { verdictOf } from "./verdict";
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
        <Comparison by={by} before={drift.data.before} after={drift.data.after} />
      )}
    </>
  );
}

interface Side {
  readonly version: string;
  readonly stated: AnnotationValues;
  readonly confidence: AnnotationValues["numbers"];
}

function Comparison({ by, before, after }: { by: string; before: Side; after: Side }) {
  const drift = driftOf(before.stated, after.stated);
  const trendOf = ({ stated }: Side, value: string | null) => {
    const trend = stated.values.find(({ valuePreview }) => valuePreview === value)?.trend;
    return trend && <Trend counts={trend} uncounted={uncountedIn(stated)} name="Stated" />;
  };
  if (drift.rows.length === 0) {
    return (
      <EmptyState title="Neither stated anything">
        <p>
          Neither version {before.version} nor {after.version} stated <span className="mono">{by}</span> in
          this time.
        </p>
      </EmptyState>
    );
  }
  return (
    <section aria-label={`${by}, version ${before.version} and ${after.version}`}>
      <p className="say">{verdictOf(drift, { before: before.version, after: after.version })}</p>
      <ReadFrom answer={{ readFrom: later(before.stated.readFrom, after.stated.readFrom) }} />
      {drift.isSparse && drift.test && (
        <p className="note warn m-3">Some values are so rare that the test is no more than a hint.</p>
      )}
      <div className="tblx">
        <table className="tbl flow drift-t">
          <caption className="sr">
            Shares of {by} in versions {before.version} and {after.version}
          </caption>
          <thead>
            <tr>
              <th scope="col">Value</th>
              {[before, after].map(({ version, stated }) => (
                <th key={version} scope="col" colSpan={2}>
                  Version {version} <span className="t3">n = {formatCount(stated.total)}</span>
                </th>
              ))}
              <th scope="col" className="num">
                Difference
              </th>
              <th
                scope="col"
                className="num"
                title="Likelihood of such a difference by chance; z-test of two shares"
              >
                p
              </th>
            </tr>
          </thead>
          <tbody>
            {drift.rows.map((row) => (
              <tr key={row.valuePreview}>
                <td className="mono">
                  {row.valuePreview === null ? "all others" : shownValue(row.valuePreview)}
                </td>
                <ShareCells
                  count={row.before}
                  share={row.shareBefore}
                  trend={trendOf(before, row.valuePreview)}
                />
                <ShareCells
                  count={row.after}
                  share={row.shareAfter}
                  trend={trendOf(after, row.valuePreview)}
                />
                <td className="num">{pointsText(row)}</td>
                <td className="num">{row.p === null ? <span className="nil">–</span> : pText(row.p)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>Mean confidence</td>
              <Confidence of={before.confidence} />
              <Confidence of={after.confidence} />
              <td className="num">
                {before.confidence && after.confidence
                  ? signed((after.confidence.mean - before.confidence.mean).toFixed(3))
                  : "–"}
              </td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

const ShareCells = ({ count, share, trend }: { count: number; share: number; trend: ReactNode }) => (
  <>
    <td>
      <span className="share" title={`${formatCount(count)} times`}>
        <span className="hbar" aria-hidden="true">
          <i style={{ width: `${share * 100}%` }} />
        </span>
        {shareText(share)}
      </span>
    </td>
    <td>{trend}</td>
  </>
);

const Confidence = ({ of }: { of: AnnotationValues["numbers"] }) => (
  <td colSpan={2}>
    {of ? (
      <>
        {of.mean.toFixed(3)} <span className="t3">n = {formatCount(of.count)}</span>
      </>
    ) : (
      <span className="nil">–</span>
    )}
  </td>
);

const signed = (text: string): string => (text.startsWith("-") ? text.replace("-", "−") : `+${text}`);

const pointsText = ({ shareBefore, shareAfter }: DriftRow): string =>
  `${signed(((shareAfter - shareBefore) * 100).toFixed(1))} pt`;

const later = (a: Date | null, b: Date | null): Date | null =>
  a === null ? b : b === null ? a : a > b ? a : b;
