export * from "../domain/token-prices.js";
export * from "./explain-cost.js";
export * from "./filters.js";
export type * from "./live-marks.js";
export * from "./located-id.js";
export type { ReadModel } from "./read-model.js";
export * from "./run-overviews.js";
export * from "./stage-history.js";
export * from "./views.js";
