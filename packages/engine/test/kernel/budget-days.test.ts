/** The database's clock says when a day is over: what a day's budget held then goes on by itself. */

import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/adapters/memory/store.js";
import { openDatabase } from "../../src/adapters/prisma/open-database.js";
import { sql } from "../../src/adapters/prisma/sql.js";
import { createKernel } from "../../src/kernel/kernel.js";
import type { Store } from "../../src/store.js";
import { openTestStore } from "../stores.js";
import { sampleWorkflow } from "./workflows.js";

const DAY_MS = 86_400_000;

interface Days {
  readonly store: Store;
  /** Everything that was spent so far was spent a day earlier. */
  dayPasses(): Promise<void>;
  discard(): Promise<void>;
}

async function inMemory(): Promise<Days> {
  let ahead = 0;
  const store = openMemoryStore({ clock: { now: () => new Date(Date.now() + ahead) } });
  return {
    store,
    async dayPasses() {
      ahead += DAY_MS;
    },
    discard: () => store.close(),
  };
}

async function inDatabase(kind: "sqlite" | "postgresql"): Promise<Days> {
  const { store, url, discard } = await openTestStore(kind);
  return {
    store,
    async dayPasses() {
      const database = await openDatabase(url ?? "");
      const yesterday = new Date((await store.now()).getTime() - DAY_MS).toISOString().slice(0, 10);
      await database.execute(sql`update ai_cost_daily set day = ${yesterday}`);
      await database.execute(sql`update ai_topic_daily set day = ${yesterday}`);
      await database.close();
    },
    discard,
  };
}

const OPEN = {
  memory: inMemory,
  sqlite: () => inDatabase("sqlite"),
  postgresql: () => inDatabase("postgresql"),
};

test.each(["memory", "sqlite", "postgresql"] as const)(
  "the next day lets held jobs go on %s",
  async (kind) => {
    const { store, dayPasses, discard } = await OPEN[kind]();
    const kernel = createKernel({ store, workflows: [sampleWorkflow()] });
    const targets = [
      ["workflow", "sample"],
      ["topic", "workflow.sample"],
      ["model", "gpt"],
    ] as const;
    for (const [targetKind, targetId] of targets)
      await kernel.dispatch("budget.set", { targetKind, targetId, limitUsd: 5 });
    await store.aiCalls.write([
      {
        topic: "workflow.sample.run.r",
        callType: "generate",
        modelKey: "openai:gpt",
        modelId: "gpt",
        prompt: "",
        response: "",
        inputTokens: 1,
        outputTokens: 1,
        cost: 6,
        workflowId: "sample",
      },
    ]);
    await kernel.dispatch("run.create", { workflowId: "sample", input: { text: "a" } });
    await kernel.dispatch("run.claimPending", {});
    const enforce = async () => {
      const { held, released, budgets } = await kernel.dispatch("budget.enforce", {});
      return { held, released, states: budgets.map(({ state }) => state) };
    };
    expect(await enforce()).toEqual({ held: 1, released: 0, states: ["used up", "used up", "used up"] });

    await dayPasses();

    expect(await enforce()).toEqual({ held: 0, released: 1, states: ["within", "within", "within"] });
    expect(await kernel.dispatch("job.begin", { limit: 10 })).toHaveLength(1);
    await discard();
  },
);
