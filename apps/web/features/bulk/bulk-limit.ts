import type { MAX_BULK_ITEMS as EngineLimit } from "@stageline/engine/read";

/** Most items of one action. The engine's own limit, repeated so that pages do not load its schemas. */
export const MAX_BULK_ITEMS: typeof EngineLimit = 10_000;
