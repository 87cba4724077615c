import type { COUNT_CAP as EngineCap } from "@stageline/engine/read";

/** How far things are counted. The engine's own constant, repeated so that pages do not load its schemas. */
export const COUNT_CAP: typeof EngineCap = 10_000;
