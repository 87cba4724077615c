/**
 * The workflows that run while everything is killed. Each stage notes that it ran, and puts the delivery that ran into
 * its output, so that the oracle can tell which delivery committed.
 */

import { setTimeout as wait } from "node:timers/promises";
import { defineAsyncBatchStage, defineStage, defineWorkflow } from "@stageline/engine";
import { z } from "zod";
import { noteExecution } from "./notes.mjs";
import { paidModel } from "./paid-model.mjs";

const output = z.object({ delivery: z.number(), said: z.string() });

/** @typedef {import("@stageline/engine").StageContext<any, any>} Context */

/** Enough deliveries to outlive the killing, with waits short enough to be over within it. */
const PATIENT = { maxAttempts: 25, baseMs: 5, capMs: 200 };

/**
 * @template {string} Id
 * @param {Id} id
 * @param {(context: Context) => Promise<string> | string} work
 * @param {Partial<typeof PATIENT>} [retry]
 */
const stage = (id, work, retry) =>
  defineStage({
    id,
    name: id,
    schemas: { input: z.unknown(), output },
    retry: { ...PATIENT, ...retry },
    async execute(context) {
      noteExecution(context);
      return { delivery: context.delivery, said: await work(context) };
    },
  });

/** @param {Context} context */
async function think(context) {
  const model = context.ai(paidModel);
  for (let call = 0; call < 3; call++) {
    await model.doGenerate({ prompt: [{ role: "user", content: [{ type: "text", text: `call ${call}` }] }] });
    await wait(20, undefined, { signal: context.signal });
  }
  return "thought";
}

/** @param {Context} context */
function state(context) {
  context.annotate("Chaos.delivery", context.delivery);
  context.log("INFO", "stating", { stage: context.stageId });
  context.progress(0.5, "half way");
  return "stated";
}

/** @param {number} ms @returns {(context: Context) => Promise<string>} */
const sleep = (ms) => async (context) => {
  await wait(ms, undefined, { signal: context.signal });
  return "slept";
};

/** @param {number} times @returns {(context: Context) => string} */
const failing = (times) => (context) => {
  if (context.delivery <= times) throw new Error(`not at delivery ${context.delivery}`);
  return "at last";
};

const plain = () => "done";

/** @param {Context} context */
async function store(context) {
  await context.storage.save("note.txt", `by delivery ${context.delivery}`);
  return String(await context.storage.load("note.txt"));
}

/** Of the questions to those who wait. */
const TROUBLE = 0.2;

/**
 * Hands something over and is asked until it is there, now and then with trouble. Handed over twice in one attempt, the delivery
 * in its output would not be the last one.
 *
 * @template {string} Id
 * @param {Id} id
 * @param {number} ms until it is there
 */
const waiting = (id, ms) =>
  defineAsyncBatchStage({
    id,
    name: id,
    schemas: { input: z.unknown(), output },
    retry: PATIENT,
    pollIntervalMs: 250,
    maxWaitMs: 3_600_000,
    submit(context) {
      noteExecution(context);
      return { suspend: { state: { delivery: context.delivery, readyAt: Date.now() + ms } } };
    },
    checkCompletion(_, { delivery, readyAt }) {
      if (Math.random() < TROUBLE) throw new Error("the one who knows is out");
      if (Date.now() < readyAt) return { ready: false };
      return { ready: true, output: { delivery, said: "it is there" } };
    },
  });

const input = z.object({ number: z.number() });

const line = defineWorkflow({ id: "chaos.line", name: "Line", input })
  .pipe(stage("first", plain))
  .pipe(stage("second", state))
  .pipe(stage("third", plain))
  .build();

const fan = defineWorkflow({ id: "chaos.fan", name: "Fan", input })
  .pipe(stage("prepare", plain))
  .parallel([
    stage("thinking", think),
    stage("flaky", failing(1)),
    stage("slow", sleep(150)),
    stage("stating", state),
  ])
  .pipe(
    stage("join", (context) => {
      const { said } = /** @type {z.infer<typeof output>} */ (context.require("prepare"));
      return Object.keys(context.input).concat(said).join();
    }),
  )
  .build();

const flaky = defineWorkflow({ id: "chaos.flaky", name: "Flaky", input })
  .pipe(stage("once", failing(1)))
  .pipe(stage("twice", failing(2)))
  .build();

const doomed = defineWorkflow({ id: "chaos.doomed", name: "Doomed", input })
  .pipe(stage("good", plain))
  .parallel([stage("bad", failing(Number.POSITIVE_INFINITY), { maxAttempts: 2 }), stage("beside", state)])
  .pipe(stage("never", plain))
  .build();

const slow = defineWorkflow({ id: "chaos.slow", name: "Slow", input })
  .pipe(stage("crawl", sleep(700)))
  .pipe(stage("keep", store))
  .build();

const thinking = defineWorkflow({ id: "chaos.thinking", name: "Thinking", input })
  .parallel([stage("left", think), stage("right", think)])
  .pipe(stage("verdict", state))
  .build();

const suspended = defineWorkflow({ id: "chaos.suspended", name: "Suspended", input })
  .pipe(waiting("alone", 400))
  .parallel([waiting("long", 1_500), stage("beside", state), waiting("short", 0)])
  .pipe(stage("after", plain))
  .build();

export const workflows = [line, fan, flaky, doomed, slow, thinking, suspended];
