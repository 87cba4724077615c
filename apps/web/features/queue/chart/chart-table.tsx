"use client";

import { useNow } from "@/ui/clock";
import { formatInstant } from "@/ui/format-time";
import { Nil } from "@/ui/number";
import { useTimeStyle } from "@/ui/time";
import type { ChartSeries, TimeRange } from "./chart";

/** A chart's numbers, newest first. */
export function ChartTable({
  title,
  range: { from, bucketMs },
  series,
  format,
}: {
  title: string;
  range: TimeRange;
  series: readonly ChartSeries[];
  format: (value: number) => string;
}) {
  const style = useTimeStyle();
  const now = useNow(false);
  const rows = Array.from({ length: series[0]?.values.length ?? 0 }, (_, index) => index).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
    <section className="chart-table" tabIndex={0} aria-label={`${title} as a table`}>
      <table className="tbl in">
        <thead>
          <tr>
            <th scope="col">From</th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <tr key={index}>
              <th scope="row">{formatInstant(new Date(from.getTime() + index * bucketMs), now, style)}</th>
              {series.map(({ name, values }) => (
                <td key={name} className="num">
                  {values[index] == null ? <Nil /> : format(values[index])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
