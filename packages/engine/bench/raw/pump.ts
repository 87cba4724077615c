/** Does one thing again as long as there is reason to, at most once at a time. */

import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * @param turn works off what is there when it is called
 * @returns asks for a turn; asked during one, another follows
 */
export function pump(turn: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let isWanted = false;
  let isBusy = false;
  const work = async () => {
    while (isWanted) {
      // What comes in the same moment goes out together.
      await nextTurn();
      isWanted = false;
      await turn();
    }
    isBusy = false;
  };
  return () => {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    work().catch(onError);
  };
}
