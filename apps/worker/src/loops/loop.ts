/** Something done again and again until told to stop, at most once at a time. */

import { setImmediate as yieldTurn } from "node:timers/promises";

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
  /** Set by a wake-up during a turn: it is not lost. */
  let isAwake = false;
  let endWait: () => void = () => undefined;

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, jittered(ms));
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const running = (async () => {
    while (!isStopping) {
      // All that woke it in the same moment is one turn.
      await yieldTurn();
      isAwake = false;
      const pauseMs = await turn().catch((error: unknown) => {
        onError(error);
        return retryMs;
      });
      if (!isStopping && !isAwake && pauseMs > 0) await wait(pauseMs);
    }
  })();
  const wake = () => {
    isAwake = true;
    endWait();
  };
  return {
    wake,
    async stop() {
      isStopping = true;
      wake();
      await running;
    },
  };
}
