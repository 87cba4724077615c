/** The page's state is its address. */

import { createSerializer, parseAsStringLiteral } from "nuqs/server";

export const SHOWN = ["all", "succeeded", "again", "failed", "skipped", "done", "waiting"] as const;
export type Shown = (typeof SHOWN)[number];

export const bulkParams = { show: parseAsStringLiteral(SHOWN).withDefault("all") };

export const bulkItemsHref = createSerializer(bulkParams);
