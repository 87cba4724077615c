import type { AnnotationValues } from "@stageline/engine/read";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/list-state";
import { shownValue } from "@/features/runs/columns";
import { formatCount } from "@/ui/format-number";
import { type DriftRow, driftOf, pText } from "./drift";
import { ReadFrom } from "./key-values";
import { shareText } from "./share-text";
import { Trend, uncountedIn } from "./trend";
import { verdictOf } from "./verdict";

interface Side {
  readonly version: string;
  readonly stated: AnnotationValues;
  readonly confidence: AnnotationValues["numbers"];
}

/** What two versions stated, value by value, and whether that differs more than by chance. */
export function Comparison({
  by,
  before,
  after,
  streamOf,
}: {
  by: string;
  before: Side;
  after: Side;
  /** Where what a version stated like this is listed. */
  streamOf: (version: string, value: string) => string;
}) {
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
                  href={row.valuePreview === null ? null : streamOf(before.version, row.valuePreview)}
                />
                <ShareCells
                  count={row.after}
                  share={row.shareAfter}
                  trend={trendOf(after, row.valuePreview)}
                  href={row.valuePreview === null ? null : streamOf(after.version, row.valuePreview)}
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

const ShareCells = ({
  count,
  share,
  trend,
  href,
}: {
  count: number;
  share: number;
  trend: ReactNode;
  /** Where they are listed one by one. */
  href: string | null;
}) => (
  <>
    <td>
      <span className="share">
        <span className="hbar" aria-hidden="true">
          <i style={{ width: `${share * 100}%` }} />
        </span>
        {href === null || count === 0 ? (
          shareText(share)
        ) : (
          <Link className="link" href={href} prefetch={false} title={`Show the ${formatCount(count)}`}>
            {shareText(share)}
          </Link>
        )}
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
