/** One of the things that are measured. */

import type { BenchOptions } from "../options.js";
import type { Result } from "../report.js";
import type { BenchServer } from "../server.js";

export interface MeasureContext {
  readonly options: BenchOptions;
  readonly server: BenchServer;
  /** Tells how far it is. */
  say(progress: string): void;
}

export type Measure = (context: MeasureContext) => Promise<Result[]>;
