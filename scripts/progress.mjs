/**
 * What is happening and how long it took: one line per step. On a terminal the line lives while the step runs.
 */

const isLive = Boolean(process.stdout.isTTY) && !process.env.CI;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const NAME_WIDTH = 22;

/**
 * @typedef {object} Step
 * @property {(text: string) => void} now what the step is busy with; seen on a terminal only
 * @property {(text: string) => void} say what came of it; stays on the line when the step is done
 */

/**
 * Runs one step and shows its name, outcome and time.
 *
 * @template T
 * @param {string} name
 * @param {(step: Step) => T | Promise<T>} fn
 * @returns {Promise<T>}
 */
export async function step(name, fn) {
  const started = performance.now();
  let doing = "";
  let outcome = "";
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    const room = Math.max(0, (process.stdout.columns ?? 80) - NAME_WIDTH - 14);
    live(
      `${FRAMES[frame]} ${name.padEnd(NAME_WIDTH)} ${seconds(started).padStart(7)}  ${doing.slice(0, room)}`,
    );
  };
  const timer = isLive ? setInterval(draw, 100) : undefined;
  try {
    const result = await fn({
      now: (text) => {
        doing = text.trim();
      },
      say: (text) => {
        outcome = text;
      },
    });
    live("");
    console.log(`✓ ${name.padEnd(NAME_WIDTH)} ${seconds(started).padStart(7)}  ${outcome}`.trimEnd());
    return result;
  } catch (error) {
    live("");
    console.log(`✗ ${name.padEnd(NAME_WIDTH)} ${seconds(started).padStart(7)}  failed`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** A line between steps. */
export function note(/** @type {string} */ text) {
  live("");
  console.log(text);
}

/** @param {number} since a `performance.now()` */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function live(/** @type {string} */ text) {
  if (isLive) process.stdout.write(`\r\x1b[2K${text}`);
}
