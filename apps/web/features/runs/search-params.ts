/** The list's state is its address: filters, and the place of the page. */

import type { RunFilter, RunListItem } from "@stageline/engine/read";
import {
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { STATUS_ORDER } from "@/components/status";

type Place = NonNullable<RunFilter["cursor"]>;

/** `2026-11-22T14:30:10.123Z~id`: a row's time and id. */
const parseAsPlace = createParser<Place>({
  parse(text) {
    const [time = "", ...rest] = text.split("~");
    const id = rest.join("~");
    const createdAt = new Date(time);
    return id === "" || Number.isNaN(createdAt.getTime()) ? null : { createdAt, id };
  },
  serialize: ({ createdAt, id }) => `${createdAt.toISOString()}~${id}`,
  eq: (a, b) => a.id === b.id && a.createdAt.getTime() === b.createdAt.getTime(),
});

export const runsParams = {
  q: parseAsString.withDefault(""),
  status: parseAsArrayOf(parseAsStringLiteral(STATUS_ORDER)).withDefault([]),
  wf: parseAsArrayOf(parseAsString).withDefault([]),
  /** Created at or after, and before. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  /** Runs older than this row. */
  older: parseAsPlace,
  /** Runs newer than this row. */
  newer: parseAsPlace,
};

export interface RunsParams {
  readonly q: string;
  readonly status: readonly RunListItem["status"][];
  readonly wf: readonly string[];
  readonly from: Date | null;
  readonly to: Date | null;
  readonly older: Place | null;
  readonly newer: Place | null;
}

export const runsHref = createSerializer(runsParams);

type FilterInput = Omit<Partial<RunFilter>, "direction"> & { direction?: "after" | "before" };

/** What the address asks for, without the place. */
export const matchOf = ({ q, status, wf, from, to }: RunsParams): FilterInput => ({
  ...(q.trim() === "" ? {} : { text: q.trim() }),
  ...(status.length === 0 ? {} : { status: [...status] }),
  ...(wf.length === 0 ? {} : { workflowId: [...wf] }),
  ...(from === null ? {} : { from }),
  ...(to === null ? {} : { to }),
});

/** What the address asks for. */
export const filterOf = (params: RunsParams): FilterInput => ({
  ...matchOf(params),
  ...(params.newer
    ? { cursor: params.newer, direction: "before" as const }
    : params.older
      ? { cursor: params.older, direction: "after" as const }
      : {}),
});

export const isFiltered = ({ q, status, wf, from, to }: RunsParams): boolean =>
  q.trim() !== "" || status.length > 0 || wf.length > 0 || from !== null || to !== null;
