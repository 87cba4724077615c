/**
 * Says so when Node is too old, before anything is loaded that an old Node cannot even read. Keep to old syntax here
 * and in the files beside it that `package.json` starts.
 */

/** The floor: the same as `engines.node` in package.json. */
const NEEDED = /** @type {[number, number]} */ ([20, 19]);

/** Whether this Node is new enough; if not, the reason is on the screen and the exit code is set. */
export function nodeIsNewEnough() {
  const have = process.versions.node.split(".").map(Number);
  const major = have[0] || 0;
  const minor = have[1] || 0;
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return true;
  console.error(`Stageline needs Node ${NEEDED.join(".")} or newer; this is Node ${process.versions.node}.`);
  console.error("Get a current one from https://nodejs.org, or with your version manager (nvm, fnm, volta).");
  process.exitCode = 1;
  return false;
}
