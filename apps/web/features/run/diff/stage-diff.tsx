import { StatusWord } from "@/components/status";
import { Icon } from "@/ui/icon";
import { Duration, Nil, Price } from "@/ui/number";
import type { StagePair } from "./compare-stages";
import { signedDuration, signedPrice } from "./verdict";

/** Every stage in both attempts: how it ended, how long it took, what it cost. */
export function StageDiff({
  pairs,
  firstStageId,
  attempts: [before, after],
}: {
  pairs: readonly StagePair[];
  /** Where the attempts first went different ways. */
  firstStageId: string | null;
  /** From 1. */
  attempts: readonly [number, number];
}) {
  const longest = Math.max(1, ...pairs.flatMap(({ beforeMs, afterMs }) => [beforeMs ?? 0, afterMs ?? 0]));
  const width = (ms: number | null) =>
    ms === null ? 0 : Math.max(1, (Math.log1p(ms) / Math.log1p(longest)) * 100);
  return (
    <div className="tblx">
      <table className="tbl flow stage-diff">
        <caption className="sr">Stages of both attempts</caption>
        <colgroup>
          <col style={{ width: 250 }} />
          <col style={{ width: 124 }} />
          <col style={{ width: 124 }} />
          <col className="hide-m" />
          {Array.from({ length: 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <col key={index} style={{ width: 92 }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Attempt {before}</th>
            <th scope="col">Attempt {after}</th>
            <th scope="col" className="hide-m">
              Duration of {before} and {after}, log scale
            </th>
            <th scope="col" className="num">
              Duration {before}
            </th>
            <th scope="col" className="num">
              {after}
            </th>
            <th scope="col" className="num">
              Change
            </th>
            <th scope="col" className="num">
              Cost {before}
            </th>
            <th scope="col" className="num">
              {after}
            </th>
            <th scope="col" className="num">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={pair.stageId} className={pair.stageId === firstStageId ? "cur" : undefined}>
              <td className={pair.isKept ? "t2" : "med"}>
                {pair.name}
                {pair.stageId === firstStageId && <span className="chip acc ml-2">first difference</span>}
              </td>
              {pair.isKept ? (
                <td colSpan={2} className="t2">
                  <span className="flex items-center gap-2">
                    <Icon name="lock" size={14} /> kept, the same execution in both
                  </span>
                </td>
              ) : (
                <>
                  <End stage={pair.before} />
                  <End stage={pair.after} />
                </>
              )}
              <td className="hide-m">
                <span className="pairbar" aria-hidden="true">
                  <i style={{ width: `${width(pair.beforeMs)}%` }} />
                  <i style={{ width: `${width(pair.afterMs)}%` }} />
                </span>
              </td>
              <td className="num">
                <Duration ms={pair.beforeMs} />
              </td>
              <td className="num">
                <Duration ms={pair.afterMs} />
              </td>
              <td className="num med">{changeOf(pair, signedMs)}</td>
              <td className="num">
                <Cost stage={pair.before} />
              </td>
              <td className="num">
                <Cost stage={pair.after} />
              </td>
              <td className="num med">{changeOf(pair, signedCost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function changeOf(pair: StagePair, signed: (pair: StagePair) => string): string {
  if (pair.isKept) return "0";
  if (pair.before === null) return pair.after === null ? "" : "new";
  return pair.after === null ? "gone" : signed(pair);
}

const signedMs = ({ beforeMs, afterMs }: StagePair): string =>
  signedDuration((afterMs ?? 0) - (beforeMs ?? 0));

const signedCost = ({ before, after }: StagePair): string =>
  signedPrice((after?.cost ?? 0) - (before?.cost ?? 0));

const End = ({ stage }: { stage: StagePair["before"] }) => (
  <td>{stage === null ? <span className="t2">not reached</span> : <StatusWord status={stage.status} />}</td>
);

const Cost = ({ stage }: { stage: StagePair["before"] }) =>
  stage === null || stage.cost === 0 ? <Nil /> : <Price usd={stage.cost} />;
