export * from "./filters.js";
export type { ReadModel } from "./read-model.js";
export * from "./views.js";
