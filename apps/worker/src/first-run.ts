/** Gives a newcomer something real to look at: when no run was ever made, starts one `licence-review`. */

import { createKernel } from "@stageline/engine";
import { openStore } from "@stageline/engine/store";
import { readEnv } from "./env.js";
import { loadWorkflows } from "./load-workflows.js";

/** The same key from several starters at once makes one run. */
const FIRST_RUN_KEY = "first-run";

async function main(): Promise<void> {
  const env = readEnv(process.env);
  const { workflows, redact } = await loadWorkflows(env.workflowsModule);
  const review = workflows.find(({ id }) => id === "licence-review");
  if (review === undefined) return;
  const store = await openStore(env.databaseUrl, { migrate: true, redaction: { ...env.redaction, redact } });
  try {
    const { rows } = await store.read.runs.list({ direction: "after", limit: 1 });
    if (rows.length > 0) return;
    const kernel = createKernel({ store, workflows });
    const { runId } = await kernel.dispatch("run.create", {
      workflowId: review.id,
      input: {},
      idempotencyKey: FIRST_RUN_KEY,
      actor: { kind: "system", id: "first-start" },
    });
    console.log(`run ${runId} of ${review.id}`);
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
