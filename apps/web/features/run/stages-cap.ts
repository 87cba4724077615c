import type { STAGES_CAP as EngineCap } from "@stageline/engine/read";

/** Stages of a run that are read. The engine's own constant, repeated so that pages do not load its schemas. */
export const STAGES_CAP: typeof EngineCap = 25_000;
