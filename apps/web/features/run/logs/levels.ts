/** From the least to the gravest. */
export const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
export type Level = (typeof LEVELS)[number];

/** This level and the graver ones. */
export const levelsFrom = (least: Level): Level[] => LEVELS.slice(LEVELS.indexOf(least));
