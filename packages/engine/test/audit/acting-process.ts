/**
 * A process that does one thing after another until it is killed: `acting-process.ts url number entries`. It says each
 * before it does it, so that whoever reads along can kill it in the middle. It kills itself where it would write its entry
 * of that number down: what it belongs to is done, and nothing is committed.
 */

import { createKernel } from "../../src/kernel/kernel.js";
import { openStore } from "../../src/store.js";
import { sampleWorkflow } from "../kernel/workflows.js";

const [url = "", number = "", entries = ""] = process.argv.slice(2);
const store = await openStore(url);
let left = Number(entries);
const append: typeof store.audit.append = (entry) => {
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
  return store.audit.append(entry);
};
const audit = { ...store.audit, append };
const kernel = createKernel({ store: { ...store, audit }, workflows: [sampleWorkflow({})] });
const by = { kind: "user", id: `process ${number}` };
const target = { targetKind: "workflow" as const, targetId: `of ${number}` };

/** Refusals leave no effect and no entry; so they count for nothing. */
const tried = (doing: Promise<unknown>) => doing.catch(() => undefined);

const said = (what: string) => process.stdout.write(`${what}\n`);

for (;;) {
  said("run.create");
  const order = { workflowId: "sample", input: { text: "Hi" } };
  const { runId } = await kernel.dispatch("run.create", order, { by });
  said("pause.set");
  await tried(kernel.dispatch("pause.set", { ...target, reason: "busy" }, { by }));
  said("bulk.start");
  const only = { ids: [runId] };
  await tried(
    kernel.dispatch("bulk.start", { kind: "cancel", target: only, reason: "again", actor: by }, { by }),
  );
  await kernel.dispatch("run.claimPending", { limit: 5 });
  said("run.cancel");
  await tried(kernel.dispatch("run.cancel", { runId, reason: "wrong" }, { by }));
  said("run.rerunFrom");
  await tried(kernel.dispatch("run.rerunFrom", { runId, stageId: "measure", reason: "again" }, { by }));
  said("pause.clear");
  await tried(kernel.dispatch("pause.clear", target, { by }));
}
