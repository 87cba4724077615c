/** The benchmark with tiny numbers: that it runs and checks its own work, not how fast anything is. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { bench } from "../../bench/bench.js";
import { closedLoop, type OpenRunSystem } from "../../bench/closed-loop.js";
import { rawRuns } from "../../bench/contenders/raw-runs.js";
import { MEASURES, readOptions } from "../../bench/options.js";
import type { Result } from "../../bench/report.js";
import { type BenchServer, openServer } from "../../bench/server.js";
import { SEQUENTIAL, SINGLE } from "../../bench/shape.js";
import { medianRatio, quantile } from "../../bench/spread.js";
import { expectWritten } from "../../bench/written-rows.js";

let server: BenchServer;
beforeAll(async () => {
  server = await openServer(process.env.STAGELINE_TEST_POSTGRES_URL);
});
afterAll(() => server.stop());

test.each(MEASURES)(
  "measures %s: every contender did its work once, and every figure is a positive number",
  async (name) => {
    const options = readOptions(["--smoke", "--only", name], {});
    if (options === undefined) throw new Error("no options");

    const results: Result[] = [];
    for await (const result of bench(options, server)) results.push(result);

    expect(results.flatMap(({ rows }) => rows).length).toBeGreaterThan(0);
    for (const figure of results.flatMap(({ figures }) => figures)) {
      expect(figure).toBeGreaterThan(0);
      expect(figure).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  },
);

test("notices a run that was not carried out, and one that was carried out twice", async () => {
  const database = await server.migrated();

  const { ended } = await closedLoop(rawRuns(database, SEQUENTIAL), { inFlight: 2, seconds: 0.1 });

  await expectWritten(database, SEQUENTIAL, ended);
  await expect(expectWritten(database, SEQUENTIAL, ended + 1)).rejects.toThrow(/runs: \d+ instead of/);
  await expect(expectWritten(database, SINGLE, ended)).rejects.toThrow(/stages/);
  await database.query("update workflow_stages set deliveries = 2 where stage_number = 1");
  await expect(expectWritten(database, SEQUENTIAL, ended)).rejects.toThrow(/stages_completed/);
  await database.drop();
});

test("a loop keeps as many runs unfinished as it was told", async () => {
  const unfinished: number[] = [];
  const system: OpenRunSystem = async ({ onEnd }) => {
    let open = 0;
    return {
      async create() {
        open += 1;
        unfinished.push(open);
        setImmediate(() => {
          open -= 1;
          onEnd();
        });
      },
      stop: async () => undefined,
    };
  };

  const { counted, ended } = await closedLoop(system, { inFlight: 3, seconds: 0.02 });

  expect(Math.max(...unfinished)).toBe(3);
  expect(counted).toBeGreaterThan(0);
  expect(ended).toBe(unfinished.length);
});

test("a loop ends with the error of a run that cannot be stored", async () => {
  const system: OpenRunSystem = async () => ({
    create: () => Promise.reject(new Error("the disk is full")),
    stop: async () => undefined,
  });

  await expect(closedLoop(system, { inFlight: 1, seconds: 0.02 })).rejects.toThrow("the disk is full");
});

test("takes quantiles between the values, and ratios within a round", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([7], 0.99)).toBe(7);
  expect(medianRatio([10, 100, 30], [10, 50, 10])).toBe(2);
});

test("reads its command line, and says what is wrong with it", () => {
  expect(readOptions(["--", "--only", "runs,idle", "--in-flight", "1,5"], {})).toMatchObject({
    only: ["runs", "idle"],
    "in-flight": [1, 5],
  });
  expect(readOptions(["--help"], {})).toBeUndefined();
  expect(readOptions([], { DATABASE_URL: "file:./x.db" })).not.toHaveProperty("url");
  expect(readOptions([], { DATABASE_URL: "postgres://h/d" })).toMatchObject({ url: "postgres://h/d" });
  expect(() => readOptions(["--only", "speed"], {})).toThrow(/only/);
  expect(() => readOptions(["--rounds", "0"], {})).toThrow(/rounds/);
});
