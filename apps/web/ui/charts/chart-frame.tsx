"use client";

import { type ReactNode, useState } from "react";
import { CopyButton } from "../copy-button";
import { csvOf, type ChartTable as Data, jsonOf } from "./table-text";

export interface ChartFrameProps {
  readonly title: string;
  /** Behind the title: what is shown of how much, in which unit. */
  readonly note?: ReactNode;
  /** Which colour is what, or other controls of this chart. */
  readonly legend?: ReactNode;
  /** The chart's numbers: what "View as table" shows, and what is copied. */
  readonly table: Data;
  /** A number of the table as text, by the name of its column; default: as it is. */
  readonly format?: ((value: number, column: string) => string) | undefined;
  readonly children: ReactNode;
}

/** A chart with its title, or the same as a table; both can be copied. */
export function ChartFrame({ title, note, legend, table, format = String, children }: ChartFrameProps) {
  const [isTable, setIsTable] = useState(false);
  return (
    <figure className="chart" aria-label={title}>
      <figcaption className="chart-h">
        <span className="chart-title">
          <h2>{title}</h2>
          {note && <span className="s12 t3">{note}</span>}
        </span>
        <div className="chart-key">{legend}</div>
        <span className="chart-acts">
          <button
            type="button"
            className="btn ghost sm"
            aria-pressed={isTable}
            onClick={() => setIsTable(!isTable)}
          >
            {isTable ? "View as chart" : "View as table"}
          </button>
          <CopyButton className="btn ghost sm" text={() => csvOf(table)} label={`Copy as CSV: ${title}`}>
            CSV
          </CopyButton>
          <CopyButton className="btn ghost sm" text={() => jsonOf(table)} label={`Copy as JSON: ${title}`}>
            JSON
          </CopyButton>
        </span>
      </figcaption>
      {isTable ? <NumberTable title={title} table={table} format={format} /> : children}
    </figure>
  );
}

function NumberTable({
  title,
  table: { columns, rows },
  format,
}: {
  title: string;
  table: Data;
  format: (value: number, column: string) => string;
}) {
  const isNumber = columns.map((_, index) => rows.some((row) => typeof row[index] === "number"));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: so that arrow keys scroll it
    <section className="chart-table" aria-label={`${title}, as a table`} tabIndex={0}>
      <table className="tbl in">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={isNumber[index] ? "num" : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.filter((value) => typeof value === "string").join("\n")}>
              {row.map((value, index) => (
                <td key={columns[index]} className={isNumber[index] ? "num" : undefined}>
                  {value === null ? (
                    <span className="nil">–</span>
                  ) : typeof value === "number" ? (
                    format(value, columns[index] ?? "")
                  ) : (
                    value
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
