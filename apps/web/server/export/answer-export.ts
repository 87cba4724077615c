/** Answers `/api/export/<list>?as=csv&filter={…}`. */

import type { ReadModel } from "@stageline/engine/read";
import { z } from "zod";
import type { ExportedListName } from "@/components/export-menu";
import { attachmentHeaders, streamOf } from "../attachment";
import { EXPORT_LIMITS, exportFile } from "./export-file";
import { EXPORT_FORMATS, writerOf } from "./formats";
import { isZone } from "./instant-text";
import { EXPORTED_LISTS } from "./lists";

const request = z.object({
  as: z.enum(EXPORT_FORMATS).default("csv"),
  /** JSON of what the list's own procedure takes, without paging; instants are ISO texts. Everything when absent. */
  filter: z
    .string()
    .max(20_000)
    .default("{}")
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is no JSON" });
        return z.NEVER;
      }
    }),
  /** Of instants in CSV; UTC when absent. */
  zone: z.string().max(100).refine(isZone, "is no time zone").optional(),
});

/** What a file holds at most; whether this one was cut says its last line. */
const LIMIT_HEADER = "x-stageline-export-limit";

const isExported = (name: string): name is ExportedListName => Object.hasOwn(EXPORTED_LISTS, name);

export function answerExport(read: ReadModel, name: string, search: URLSearchParams): Response {
  if (!isExported(name)) return new Response("There is no such list\n", { status: 404 });
  const asked = request.safeParse(Object.fromEntries(search));
  if (!asked.success) return new Response(`${z.prettifyError(asked.error)}\n`, { status: 400 });
  const { as, filter, zone } = asked.data;
  const list = EXPORTED_LISTS[name];
  const pages = list.read(read, filter);
  if (pages === null) return new Response("That is no filter of this list\n", { status: 400 });
  const writer = writerOf(as, zone);
  return new Response(streamOf(exportFile(pages, list.columns, writer)), {
    headers: {
      ...attachmentHeaders(`${name}.${as}`, writer.contentType),
      [LIMIT_HEADER]: `rows=${EXPORT_LIMITS.rows}; read-seconds=${EXPORT_LIMITS.readMs / 1000}`,
    },
  });
}
