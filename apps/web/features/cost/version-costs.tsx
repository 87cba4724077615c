"use client";

import type { RunCosts, VersionCost } from "@stageline/engine/read";
import { scaleLog } from "d3-scale";
import { ChartFrame } from "@/ui/charts";
import { formatCount } from "@/ui/format-number";
import { Price } from "@/ui/number";
import { priceText } from "./tiles";

const SHOWN = 8;
/** Below this a price is as good as nothing, and has no place on a logarithmic scale. */
const LEAST_USD = 0.0001;

/** What a run that succeeded costs, by workflow and version: from the 5th to the 95th percentile. */
export function VersionCosts({ runs }: { runs: RunCosts }) {
  const dear = runs.versions.toSorted((a, b) => b.p50Usd - a.p50Usd);
  const shown = dear.slice(0, SHOWN);
  const place = placeOn(shown);
  return (
    <section className="sec">
      <ChartFrame
        title="Cost of a successful run"
        note={
          <>
            p5 – p95, mark is p50, log scale
            {dear.length > SHOWN && `, ${SHOWN} of ${dear.length}`}
          </>
        }
        format={(value, column) => (column === "Runs" ? formatCount(value) : priceText(value))}
        table={{
          columns: ["Workflow", "Version", "Runs", "p5, $", "p50, $", "p95, $", "Sum, $"],
          rows: dear.map((version) => [
            version.workflowId,
            version.definitionHash,
            version.runs,
            version.p5Usd,
            version.p50Usd,
            version.p95Usd,
            version.costUsd,
          ]),
        }}
      >
        {shown.length === 0 ? (
          <p className="t3">No run of these days has succeeded.</p>
        ) : (
          <table className="tbl in cost-versions">
            <thead>
              <tr>
                <th scope="col">Workflow</th>
                <th scope="col" className="hide-s">
                  Version
                </th>
                <th scope="col">
                  <span className="sr">Spread</span>
                </th>
                <th scope="col" className="num">
                  p50
                </th>
                <th scope="col" className="num">
                  p95
                </th>
                <th scope="col" className="num hide-s">
                  Runs
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((version) => (
                <tr key={`${version.workflowId} ${version.definitionHash}`}>
                  <td className="med trunc" title={version.workflowId}>
                    {version.workflowId}
                  </td>
                  <td className="mono t3 hide-s" title={version.definitionHash ?? undefined}>
                    {version.definitionHash?.slice(0, 6) ?? "–"}
                  </td>
                  <td>
                    <Spread version={version} place={place} />
                  </td>
                  <td className="num">
                    <Price usd={version.p50Usd} aligned />
                  </td>
                  <td className="num t2">
                    <Price usd={version.p95Usd} aligned />
                  </td>
                  <td className="num t3 hide-s">{formatCount(version.runs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {runs.readFrom !== null && (
          <p className="s12 t3 pt-2">
            Of the newest {formatCount(runs.runs)} runs of these days. Narrow the days or choose a workflow to
            see older ones.
          </p>
        )}
      </ChartFrame>
    </section>
  );
}

/** Where a price lies, in percent of the width. */
function placeOn(versions: readonly VersionCost[]): (usd: number) => number {
  const least = Math.min(...versions.map(({ p5Usd }) => Math.max(LEAST_USD, p5Usd)));
  const most = Math.max(...versions.map(({ p95Usd }) => Math.max(LEAST_USD, p95Usd)));
  const scale = scaleLog()
    .domain([least, Math.max(most, least * 2)])
    .range([0, 100])
    .clamp(true);
  return (usd) => scale(Math.max(LEAST_USD, usd));
}

function Spread({
  version: { p5Usd, p50Usd, p95Usd },
  place,
}: {
  version: VersionCost;
  place: (usd: number) => number;
}) {
  const [left, right] = [place(p5Usd), place(p95Usd)];
  return (
    <span
      className="rg"
      role="img"
      aria-label={`${priceText(p5Usd)} to ${priceText(p95Usd)}, half of them up to ${priceText(p50Usd)}`}
    >
      <i className="l" style={{ left: `${left}%`, width: `max(2px, ${right - left}%)` }} />
      <i className="m" style={{ left: `${place(p50Usd)}%` }} />
    </span>
  );
}
