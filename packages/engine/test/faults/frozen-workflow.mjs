/**
 * A stage that says when it was entered, then waits for a word from outside: files in the folder that FROZEN_NOTES names.
 * Loaded by a real worker process.
 */

import { appendFileSync, existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { defineStage, defineWorkflow } from "@stageline/engine";
import { z } from "zod";
import { paidModel } from "../../../../chaos/workflows/paid-model.mjs";

const folder = process.env.FROZEN_NOTES ?? "";

const note = (/** @type {object} */ fact) =>
  appendFileSync(path.join(folder, "notes.jsonl"), `${JSON.stringify(fact)}\n`);

const ask = async (/** @type {import("@stageline/engine").StageContext<any, any>} */ context) =>
  context.ai(paidModel).doGenerate({ prompt: [] });

const hold = defineStage({
  id: "hold",
  name: "Hold",
  schemas: { input: z.object({ name: z.string() }), output: z.number() },
  async execute(context) {
    const { runId, stageId, attempt, delivery, input } = context;
    note({ what: "entered", runId, stageId, attempt, delivery, pid: process.pid });
    // Deaf to its signal, as a body in a long computation is.
    while (!existsSync(path.join(folder, `${input.name}-${delivery}`))) await wait(20);
    // Once the process has noticed that the stage is over, its models refuse to work for it.
    await ask(context).catch(() => undefined);
    context.annotate("Hold.by", delivery);
    context.log("INFO", "late words");
    note({ what: "left", runId, delivery });
    return delivery;
  },
});

export const workflows = [
  defineWorkflow({ id: "frozen", name: "Frozen", input: z.object({ name: z.string() }) })
    .pipe(hold)
    .build(),
];
