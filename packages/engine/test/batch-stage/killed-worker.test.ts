/** Real worker processes, killed where it hurts: while a batch is handed over, and while it is waited for. */

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { ended, spawnWorker } from "../../../../chaos/herd.mjs";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { createKernel } from "../../src/kernel/kernel.js";
import { openTestStore, type TestStore } from "../stores.js";
import { COST_PER_CALL, openProvider, type Provider, said } from "./provider.js";

const WORKFLOWS = path.join(import.meta.dirname, "killed-workflow.mjs");
const REQUESTS = 3;

let opened: TestStore;
let server: Server;
const workers: ChildProcess[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => ended(worker, "SIGKILL")));
  server.closeAllConnections();
  server.close();
  await opened.discard();
});

/** The provider at an address. The first batch that is handed in gets no reply. */
async function serve(provider: Provider): Promise<{ url: string; handedIn: Promise<unknown> }> {
  const { api } = provider.model;
  const { signal } = new AbortController();
  let isFirst = true;
  let noteHandedIn: (value?: unknown) => void = () => undefined;
  const handedIn = new Promise((resolve) => {
    noteHandedIn = resolve;
  });
  const answerTo = async (method: string, asked: never): Promise<unknown> => {
    if (method === "results") {
      const answers: unknown[] = [];
      for await (const answer of api.results(asked, signal)) answers.push(answer);
      return answers;
    }
    if (method === "submit") return api.submit(asked, signal);
    if (method === "find") return api.find(asked, signal);
    if (method === "check") return api.check(asked, signal);
    return api.cancel(asked, signal);
  };
  server = createServer(async (request, reply) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const method = (request.url ?? "").slice(1);
    // What the workers send are the API's own arguments.
    const answer = await answerTo(method, JSON.parse(body) as never);
    if (method === "submit" && isFirst) {
      isFirst = false;
      return noteHandedIn();
    }
    reply.end(JSON.stringify({ answer }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, handedIn };
}

/** Only what is needed to create a run: the code is the workers'. */
const asking = defineWorkflow({ id: "asking", name: "Asking", input: z.number() })
  .pipe(
    defineStage({
      id: "ask",
      name: "Ask",
      schemas: { input: z.number(), output: z.array(z.string()) },
      execute: () => [],
    }),
  )
  .build();

/** Processes take seconds to start: the other database is for a longer look. */
const kinds = process.env.STAGELINE_TEST_LONG
  ? (["sqlite", "postgresql"] as const)
  : (["postgresql"] as const);

test.each(kinds)(
  "a batch is handed over once and ends right, whoever is killed meanwhile, on %s",
  async (kind) => {
    opened = await openTestStore(kind);
    const provider = openProvider();
    provider.answer = (number, id) => said(id, `answer ${number}`);
    const { url, handedIn } = await serve(provider);
    const { store } = opened;
    const start = () => {
      const worker = spawnWorker({
        DATABASE_URL: opened.url ?? "",
        BATCH_PROVIDER: url,
        STAGELINE_WORKFLOWS: WORKFLOWS,
        STAGELINE_LEASE_MS: "3000",
        STAGELINE_POLL_MS: "50",
      });
      workers.push(worker);
      return worker;
    };
    const kernel = createKernel({ store, workflows: [asking] });
    const { runId } = await kernel.dispatch("run.create", { workflowId: "asking", input: REQUESTS });
    const stageStatus = async () => (await store.persistence.getStage(runId, "ask"))?.status;

    const first = start();
    await handedIn;
    await ended(first, "SIGKILL");
    const second = start();
    await expect.poll(stageStatus, { interval: 50, timeout: 60_000 }).toBe("SUSPENDED");
    await ended(second, "SIGKILL");
    provider.finish();
    start();
    await expect
      .poll(() => store.persistence.getRunStatus(runId), { interval: 50, timeout: 60_000 })
      .toBe("COMPLETED");

    expect(provider.calls.filter((call) => call === "submit")).toEqual(["submit"]);
    expect(provider.calls).toContain("find");
    const run = await store.persistence.getRun(runId);
    expect(run?.output).toEqual(["answer 1", "answer 2", "answer 3"]);
    expect(run?.totalCost).toBeCloseTo(REQUESTS * COST_PER_CALL, 12);
    const { rows } = await store.read.aiCalls.list({ runId, limit: 10, direction: "after" });
    expect(rows).toHaveLength(REQUESTS);
  },
  180_000,
);
