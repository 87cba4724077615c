/**
 * The process that wants work done: it creates runs until each is acknowledged, cancels some and reruns some, through
 * whatever happens to the database meanwhile. Started by `run.mjs` with its settings as JSON; writes what was
 * acknowledged to files and ends when it has all it wanted.
 */

import { appendFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createKernel } from "@stageline/engine";
import { openStore } from "@stageline/engine/store";
import { seededRandom } from "./random.mjs";
import { workflows } from "./workflows/index.mjs";

/**
 * @typedef {object} DriverSettings
 * @property {string} url
 * @property {number} runs
 * @property {number} overMs the runs are created spread over this time
 * @property {number} seed
 * @property {string} folder where `acknowledged.jsonl` and `commands.jsonl` go
 */

/** Of the runs, in percent. */
const TWICE_AT_ONCE = 5;
const CANCELLED = 5;
const RERUN = 5;

/** How many runs are looked after at once; enough that waiting for one does not keep others. */
const AT_ONCE = 64;
/** Longest wait before the database is asked again (ms). */
const RETRY_MS = 400;

/** @type {DriverSettings} */
const settings = JSON.parse(process.argv[2] ?? "{}");
const random = seededRandom(settings.seed);

const note = (/** @type {string} */ file, /** @type {object} */ fact) =>
  appendFileSync(path.join(settings.folder, file), `${JSON.stringify(fact)}\n`);

/**
 * Asks until there is an answer. Refusals are answers; all else is the database being away, or a lost reply.
 *
 * @template Answer
 * @param {() => Promise<Answer>} ask
 * @returns {Promise<Answer>}
 */
async function untilAnswered(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const code = /** @type {{code?: unknown}} */ (error).code;
      if (code === "INVALID_INPUT" || code === "RUN_STATUS" || code === "IDEMPOTENCY_CONFLICT") throw error;
      await wait(RETRY_MS * random.fraction());
    }
  }
}

const store = await untilAnswered(() => openStore(settings.url));
const kernel = createKernel({ store, workflows });

async function create(/** @type {number} */ number) {
  const order = {
    workflowId: random.pick(workflows).id,
    input: { number },
    priority: random.below(3),
    idempotencyKey: `chaos-${settings.seed}-${number}`,
    actor: { kind: "system", id: "chaos" },
  };
  const ask = async () => {
    const { runId } = await untilAnswered(() => kernel.dispatch("run.create", order));
    note("acknowledged.jsonl", { runId, idempotencyKey: order.idempotencyKey });
    return runId;
  };
  const isTwice = random.below(100) < TWICE_AT_ONCE;
  const [runId] = await Promise.all(isTwice ? [ask(), ask()] : [ask()]);
  return runId;
}

async function cancel(/** @type {string} */ runId) {
  await wait(random.below(3_000));
  const result = await untilAnswered(() => kernel.dispatch("run.cancel", { runId, reason: "chaos" }));
  note("commands.jsonl", { command: "run.cancel", runId, result });
}

async function rerun(/** @type {string} */ runId) {
  const stages = await untilAnswered(async () => {
    const status = await store.persistence.getRunStatus(runId);
    if (status === "PENDING" || status === "RUNNING" || status === "SUSPENDED") throw new Error("not yet");
    return store.persistence.getStagesByRun(runId);
  });
  // Cancelled before it started: there is nothing to run again.
  if (stages.length === 0) return;
  const { stageId } = random.pick(stages);
  const result = await untilAnswered(() =>
    kernel.dispatch("run.rerunFrom", { runId, stageId, reason: "chaos" }),
  ).catch((error) => ({ refused: String(error) }));
  note("commands.jsonl", { command: "run.rerunFrom", runId, stageId, result });
}

const started = performance.now();
let next = 0;
async function lookAfterRuns() {
  while (next < settings.runs) {
    const number = next++;
    await wait(Math.max(0, started + (settings.overMs * number) / settings.runs - performance.now()));
    const [fate, isRerunToo] = [random.below(100), random.below(2) === 0];
    const runId = await create(number);
    const isCancelled = fate < CANCELLED;
    if (isCancelled) later.push(cancel(runId).then(() => (isRerunToo ? rerun(runId) : undefined)));
    else if (fate < CANCELLED + RERUN) later.push(rerun(runId));
  }
}
/** @type {Promise<void>[]} */
const later = [];
await Promise.all(Array.from({ length: AT_ONCE }, lookAfterRuns));
await Promise.all(later);
await store.close();
