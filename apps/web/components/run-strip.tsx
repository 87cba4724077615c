import type { StripGroup } from "@stageline/engine/read";
import { stripCells } from "./stage-strip";

/** A run in miniature: one cell per execution group, split by its parallel stages. */
export function RunStrip({ groups, expected }: { groups: readonly StripGroup[]; expected?: number }) {
  const cells = stripCells(groups, expected);
  const name = cells.map(({ title }) => title).join("; ");
  return (
    <span
      className="strip"
      role="img"
      aria-label={name || "No stages yet"}
      title={cells.map(({ title }) => title).join("\n")}
    >
      {cells.length === 0 && (
        <b>
          <i className="ahead" />
        </b>
      )}
      {cells.map(({ group, statuses }) => (
        <b key={group}>
          {statuses.length === 0 ? (
            <i className="ahead" />
          ) : (
            statuses.map((status, index) => (
              // The parts of a cell have a place and nothing else.
              // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
              <i key={index} data-s={status} />
            ))
          )}
        </b>
      ))}
    </span>
  );
}
