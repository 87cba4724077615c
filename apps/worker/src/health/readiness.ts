/** Whether this worker can do its work, and if not, why. */

import type { Slots } from "../observability/signs.js";

export interface Readiness {
  readonly isReady: boolean;
  /** One sentence for each thing that is wrong. */
  readonly reasons: readonly string[];
}

export interface ReadinessOptions {
  /** Asks the database for something small. */
  askDatabase(): Promise<unknown>;
  slots(): Slots;
  /** Milliseconds without a look for work, with slots free, after which the worker is not ready. */
  longestFetchPauseMs: number;
  /** Milliseconds, for tests. Default: the process's monotonic clock. */
  now?(): number;
}

export interface ReadinessWatch {
  /** The loop that claims work has looked for some. */
  fetched(): void;
  /** The database did something for us. */
  databaseAnswered(): void;
  stopping(): void;
  check(): Promise<Readiness>;
}

/** An answer this old (ms) still counts: then a look at readiness asks nothing. */
const FRESH_ANSWER_MS = 5_000;
/** The database must answer within this time (ms). */
const ANSWER_MS = 2_000;

export function watchReadiness(options: ReadinessOptions): ReadinessWatch {
  const { askDatabase, slots, longestFetchPauseMs, now = () => performance.now() } = options;
  let lastAnswer = Number.NEGATIVE_INFINITY;
  let lastFetch: number | undefined;
  let isStopping = false;
  /** Shared by all who look at the same time. */
  let asking: Promise<string | undefined> | undefined;

  const databaseTrouble = async (): Promise<string | undefined> => {
    if (now() - lastAnswer < FRESH_ANSWER_MS) return undefined;
    asking ??= answerWithin(ANSWER_MS, askDatabase).finally(() => {
      asking = undefined;
    });
    const trouble = await asking;
    if (trouble === undefined) lastAnswer = now();
    return trouble;
  };
  const fetchTrouble = (): string | undefined => {
    if (lastFetch === undefined) return "The worker is starting: it has not looked for work yet";
    const { busy, total } = slots();
    const pauseMs = now() - lastFetch;
    // A worker whose slots are all busy has no reason to look.
    if (busy >= total || pauseMs <= longestFetchPauseMs) return undefined;
    return `No look for work succeeded for ${Math.round(pauseMs / 1_000)} s, with ${total - busy} slots free`;
  };
  return {
    fetched() {
      lastFetch = lastAnswer = now();
    },
    databaseAnswered() {
      lastAnswer = now();
    },
    stopping() {
      isStopping = true;
    },
    async check() {
      const reasons = [
        isStopping ? "The worker is stopping" : undefined,
        await databaseTrouble(),
        fetchTrouble(),
      ].filter((reason) => reason !== undefined);
      return { isReady: reasons.length === 0, reasons };
    },
  };
}

/** @returns what is wrong, without the error's own words: they may name what nobody outside should read */
async function answerWithin(ms: number, ask: () => Promise<unknown>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`The database did not answer within ${ms} ms`), ms);
  });
  const answer = ask().then(
    () => undefined,
    (error: unknown) => `The database cannot be used (${codeOf(error)})`,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "no code";
