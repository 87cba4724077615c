import { formatCount } from "@/ui/format-number";
import { Scrollable } from "@/ui/scrollable";
import { cellText, type JsonTable } from "./json-table";

const MAX_ROWS = 200;
const MAX_CELL_CHARS = 300;

/** A list of objects, one row each. */
export const TableView = ({ table, label }: { table: JsonTable; label: string }) => (
  <>
    <Scrollable className="table-view" label={label}>
      <table className="tbl matrix">
        <thead>
          <tr>
            <th scope="col" className="num">
              #
            </th>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, MAX_ROWS).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row of a stored list is its place
            <tr key={index}>
              <td className="num t3">{index}</td>
              {table.columns.map((column) => {
                const text = cellText(row[column]);
                return (
                  <td key={column} title={text.length > MAX_CELL_CHARS ? undefined : text}>
                    <span className="clamp">{text.slice(0, MAX_CELL_CHARS)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
    {(table.rows.length > MAX_ROWS || table.hiddenColumns > 0) && (
      <p className="note-line">
        Showing {formatCount(Math.min(MAX_ROWS, table.rows.length))} of {formatCount(table.rows.length)} rows
        {table.hiddenColumns > 0 && `, ${formatCount(table.hiddenColumns)} columns are left out`}.
      </p>
    )}
  </>
);
