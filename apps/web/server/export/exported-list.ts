/** A list that can be taken away as a file: what may be asked, how its pages are read, what its columns are called. */

import type { Keyset, ReadModel } from "@stageline/engine/read";
import { MAX_PAGE_SIZE } from "@stageline/engine/read";
import type { z } from "zod";

/** What stands in a cell. Null is an empty one. */
export type Cell = string | number | boolean | Date | null;

export type ExportedRecord = Readonly<Record<string, Cell>>;

export interface ExportedList {
  readonly columns: readonly string[];
  /**
   * Records, page by page, in the list's own order.
   *
   * @returns null when the filter is none of this list's
   */
  read(model: ReadModel, filter: unknown): AsyncIterable<readonly ExportedRecord[]> | null;
}

/**
 * Declares one.
 *
 * @param filter what the list's own procedure takes, without paging; instants are texts here (`z.coerce.date()`)
 * @param pages every page of the list that a filter asks for
 * @param columns by name, in the file's order. Never a payload: those are asked for one at a time
 */
export const exportedList = <Filter extends z.ZodType, Row>({
  filter,
  pages,
  columns,
}: {
  readonly filter: Filter;
  readonly pages: (model: ReadModel, filter: z.output<Filter>) => AsyncIterable<readonly Row[]>;
  readonly columns: Readonly<Record<string, (row: Row) => Cell>>;
}): ExportedList => ({
  columns: Object.keys(columns),
  read(model, asked) {
    const parsed = filter.safeParse(asked);
    if (!parsed.success) return null;
    const record = (row: Row): ExportedRecord =>
      Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, of(row)]));
    return mapped(pages(model, parsed.data), record);
  },
});

async function* mapped<Row>(
  pages: AsyncIterable<readonly Row[]>,
  record: (row: Row) => ExportedRecord,
): AsyncGenerator<readonly ExportedRecord[]> {
  for await (const rows of pages) yield rows.map(record);
}

/** What a keyset list is asked for beside its filter. */
export interface ExportPaging {
  readonly cursor?: Keyset;
  readonly direction: "after";
  readonly limit: number;
}

/** Pages of a list by keyset, from its start to its end. */
export async function* keysetPages<Row>(
  load: (paging: ExportPaging) => Promise<{ readonly rows: readonly Row[]; readonly next: Keyset | null }>,
): AsyncGenerator<readonly Row[]> {
  let cursor: Keyset | undefined;
  do {
    const page = await load({ ...(cursor && { cursor }), direction: "after", limit: MAX_PAGE_SIZE });
    yield page.rows;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
