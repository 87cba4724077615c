/** Stopping on Ctrl-C and the like: in order the first time, at once the second. */

import { report } from "../plain-error.mjs";
import { note } from "../progress.mjs";

/** npm hands a Ctrl-C on to us that the terminal has given us already: what follows this closely is the same one. */
const SAME_KEY_PRESS_MS = 500;

/**
 * @param {{stop: () => Promise<void>, kill: () => void}} how
 * @returns {() => boolean} whether stopping has begun
 */
export function stopOnSignals({ stop, kill }) {
  let askedAt = 0;
  const onSignal = () => {
    if (askedAt === 0) {
      askedAt = Date.now();
      note("\nStopping; Ctrl-C again ends everything at once.");
      stop().then(
        () => process.exit(0),
        (error) => {
          report(error);
          kill();
          process.exit(1);
        },
      );
    } else if (Date.now() - askedAt > SAME_KEY_PRESS_MS) {
      kill();
      process.exit(130);
    }
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, onSignal);
  return () => askedAt > 0;
}
