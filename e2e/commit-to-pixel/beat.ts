/** A run whose one stage says a number now and then, and when each was committed. */

import { setTimeout as wait } from "node:timers/promises";
import { createKernel, defineStage, defineWorkflow } from "@stageline/engine";
import { openStore } from "@stageline/engine/store";
import { z } from "zod";

/** Longer than a worker gathers reports for, so that each is a write of its own. Not a multiple of any other interval. */
const EVERY_MS = 470;
const LEASE_MS = 600_000;

/**
 * @param onStarted is waited for before the first number
 * @returns milliseconds of the epoch, by number
 */
export async function beat(
  databaseUrl: string,
  { beats, onStarted }: { beats: number; onStarted(runId: string): Promise<void> },
): Promise<Map<number, number>> {
  const committedAt = new Map<number, number>();
  let said = 0;
  const stage = defineStage({
    id: "beat",
    name: "Beat",
    schemas: { input: z.object({}), output: z.object({}) },
    async execute({ progress }) {
      await started;
      for (let number = 1; number <= beats; number++) {
        said = number;
        progress(number / beats, `beat ${number}`);
        await wait(EVERY_MS);
      }
      return {};
    },
  });
  const workflow = defineWorkflow({ id: "beating", name: "Beating", input: z.object({}) })
    .pipe(stage)
    .build();
  const store = await openStore(databaseUrl);
  const kernel = createKernel({
    store,
    workflows: [workflow],
    observer: {
      batchWritten({ kind }) {
        if (kind === "report" && !committedAt.has(said)) committedAt.set(said, Date.now());
      },
    },
  });
  let start = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  try {
    await store.persistence.saveDefinition(workflow.shape, kernel.workerId);
    const { runId } = await kernel.dispatch("run.create", { workflowId: workflow.id, input: {} });
    const { begun } = await kernel.dispatch("run.claimPending", {
      limit: 1,
      begin: { stages: 1, leaseMs: LEASE_MS },
    });
    const jobs =
      begun.length > 0 ? begun : await kernel.dispatch("job.begin", { limit: 1, leaseMs: LEASE_MS });
    const [job] = jobs;
    if (job === undefined) throw new Error("The stage could not be begun");
    const executed = kernel.dispatch("job.execute", { job, signal: new AbortController().signal });
    await onStarted(runId);
    start();
    await executed;
  } finally {
    await store.close();
  }
  return committedAt;
}
