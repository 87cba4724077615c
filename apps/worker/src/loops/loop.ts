/** Something done again and again until told to stop, at most once at a time. */

import { setTimeout as wait } from "node:timers/promises";

export interface Loop {
  /** Ends the current wait, so that the next turn comes at once. */
  wake(): void;
  /** Resolves when the turn under way is over. No other follows. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** One turn. Returns the milliseconds to wait before the next. */
  turn(): Promise<number>;
  /** Told of a turn that threw; the loop goes on after `retryMs`. */
  onError(error: unknown): void;
  /** Milliseconds to wait after an error. Default 1 s. */
  retryMs?: number;
}

/** Waits are spread by ±25 %, so that many workers do not knock all at once. */
const jittered = (ms: number): number => ms * (0.75 + Math.random() * 0.5);

export function startLoop({ turn, onError, retryMs = 1_000 }: LoopOptions): Loop {
  let isStopping = false;
  let waiting = new AbortController();
  const running = (async () => {
    while (!isStopping) {
      // Made before the turn: a wake-up during it is not lost.
      waiting = new AbortController();
      const pauseMs = await turn().catch((error: unknown) => {
        onError(error);
        return retryMs;
      });
      if (isStopping) return;
      await wait(jittered(pauseMs), undefined, { signal: waiting.signal }).catch(() => undefined);
    }
  })();
  return {
    wake: () => waiting.abort(),
    async stop() {
      isStopping = true;
      waiting.abort();
      await running;
    },
  };
}
