/** Record what the models do, and price it. */

export * from "./pricing.js";
export * from "./recorded-model.js";
