/** Events that a receiver refuses, and jobs and runs that failed: what the page of dead letters is for. */

import type { ServerResponse } from "node:http";
import { createKernel } from "@stageline/engine";
import { webhookSink } from "@stageline/engine/sinks";
import type { Store } from "@stageline/engine/store";
import { type Receiver, startReceiver } from "../../packages/engine/test/sinks/receiver.js";
import { startOwnProduct } from "./own-product.js";

/** Of each run: two kinds of trouble, each in the midst of events that get through. */
const NO_ACCOUNT: readonly number[] = [2, 3, 6];
const BAD_TOTAL: readonly number[] = [5];
export const PER_RUN = 8;

interface Body {
  readonly runId: string;
  readonly sequence: number;
}

export interface Billing extends Receiver {
  /** What it took, in order. */
  readonly taken: readonly Body[];
  mend(): void;
}

/** Refuses half of the events until it is mended. */
export async function startBilling(): Promise<Billing> {
  const taken: Body[] = [];
  let isMended = false;
  const receiver = await startReceiver((response: ServerResponse, { body }) => {
    const event = JSON.parse(body) as Body;
    const trouble = isMended ? null : troubleOf(event);
    if (trouble !== null) return void response.writeHead(422).end(trouble);
    taken.push(event);
    return void response.writeHead(204).end();
  });
  return {
    ...receiver,
    taken,
    mend() {
      isMended = true;
    },
  };
}

const troubleOf = ({ runId, sequence }: Body): string | null => {
  if (NO_ACCOUNT.includes(sequence)) return `no account "${runId}" in ledger ${sequence}`;
  return BAD_TOTAL.includes(sequence) ? `expected a number at .total, line ${sequence}` : null;
};

/** @returns the runs' ids */
export async function writeRuns(store: Store, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { id } = await store.persistence.createRun({
      workflowId: "document-digest",
      workflowName: "Document digest",
      workflowType: "document-digest",
      input: {},
    });
    await store.persistence.updateRun(id, { status: "COMPLETED", completedAt: new Date() });
    ids.push(id);
  }
  await store.persistence.appendOutboxEvents(
    ids.flatMap((workflowRunId) =>
      Array.from({ length: PER_RUN }, (_, index) => ({
        workflowRunId,
        eventType: index % 3 === 2 ? "annotation:created" : "stage:completed",
        payload: { type: "stage:completed", runId: workflowRunId, stage: "summarize", step: index + 1 },
        causationId: "seed",
        occurredAt: new Date(),
      })),
    ),
  );
  return ids;
}

/** Publishes until nothing is left that is due; what is refused once is given up at once. */
export async function publishAll(store: Store, url: string): Promise<void> {
  const sink = webhookSink({
    url,
    secret: "a secret of sixteen characters or more",
    name: "billing",
    allowPrivate: true,
  });
  const kernel = createKernel({ store, sinks: [sink] });
  while ((await kernel.dispatch("outbox.flush", { maxTries: 1, limit: 2_000 })).runs > 0);
}

/** Runs that failed alike, each with the job that failed. */
export async function writeFailedRuns(store: Store, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const error = `429 rate limit from model, request ${1000 + index}`;
    const { id } = await store.persistence.createRun({
      workflowId: "licence-review",
      workflowName: "Licence review",
      workflowType: "licence-review",
      input: {},
    });
    const jobId = await store.jobs.enqueue({
      workflowRunId: id,
      workflowId: "licence-review",
      stageId: "assess",
    });
    await store.jobs.claim({ workerId: "worker-1", limit: 1, leaseMs: 60_000 });
    await store.jobs.fail(jobId, error, false);
    await store.persistence.updateRun(id, { status: "FAILED", completedAt: new Date(), errorMessage: error });
    ids.push(id);
  }
  return ids;
}

/** A dashboard on a database where things went wrong, with a worker that publishes to who refuses. */
export async function startTrouble(): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const product = await startOwnProduct("sqlite", "screenshots-trouble");
  const billing = await startBilling();
  await writeRuns(product.store, 40);
  await publishAll(product.store, billing.url);
  await writeFailedRuns(product.store, 7);
  const stopWorker = product.startWorker(billing.url);
  return {
    address: product.address,
    async stop() {
      await stopWorker();
      await billing.close();
      await product.stop();
    },
  };
}
