/** The dashboard's questions as bench:read asks them: each is answered, and none reads a payload it does not show. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { measureReads, spreadOf } from "../../bench/read/measure.js";
import { QUESTIONS } from "../../bench/read/questions.js";
import { takeSamples } from "../../bench/read/samples.js";
import { statementsOf } from "../../bench/read/statement-log.js";
import { random } from "../../bench/seed/random.js";
import { seed } from "../../bench/seed/seed.js";
import { openStore, type Store } from "../../src/store.js";
import { freshPostgresql, type TestDatabase } from "../prisma/databases.js";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await freshPostgresql();
  await seed({ url: database.url, runs: 200, days: 3, seed: 2 });
  store = await openStore(database.url);
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

/** What is read is shown. */
const SHOWS_A_PAYLOAD = new Set(["run: input"]);

/** Columns that hold what a workflow, a model or a user said, however long. */
const PAYLOADS =
  /\b(input|output|config|metadata|input_data|output_data|suspended_state|resume_data|data|prompt|response|reasoning|tool_calls|payload|value)\b/;

/** A payload's size, its first characters, whether there is one and whether it is just this may be read. */
const withoutSizes = (sql: string): string =>
  sql
    .replaceAll(/\b(length|substr)\((?:\w+\.)?\w+[^()]*\)/g, "")
    .replaceAll(/(?:\w+\.)?\w+ is (?:not )?null/g, "")
    .replaceAll(/(?:\w+\.)?\w+ = \$\d+/g, "");

test.each(Object.keys(QUESTIONS))(
  "%s: is answered without reading a payload it does not show",
  async (name) => {
    const source = random(1);
    const asking = { read: store.read, random: source, samples: await takeSamples(store.read, source) };

    const statements = await statementsOf(async () => QUESTIONS[name]?.(asking));

    expect(statements.length).toBeGreaterThan(0);
    if (SHOWS_A_PAYLOAD.has(name)) return;
    for (const { text } of statements) {
      expect(withoutSizes(text)).not.toMatch(PAYLOADS);
      if (!/from (workflow_definitions|workers)\b/.test(text))
        // Of a subquery is all that it named.
        expect(text).not.toMatch(/select\s+(\w+\.)?\*(?!\s+from\s*\()/i);
    }
  },
);

test("a statement that reads a payload would be noticed", () => {
  expect(withoutSizes("select r.id, r.input from workflow_runs r")).toMatch(PAYLOADS);
  expect(withoutSizes("select length(r.input), substr(a.value, 1, $1), n.payload is null")).not.toMatch(
    PAYLOADS,
  );
});

test("times every question that is asked for", async () => {
  const answered = [];
  for await (const answer of measureReads(store.read, { rounds: 2, only: "runs: " })) answered.push(answer);

  expect(answered.length).toBe(Object.keys(QUESTIONS).filter((name) => name.startsWith("runs: ")).length);
  for (const { samples } of answered) expect(Math.min(...spreadOf(samples))).toBeGreaterThan(0);
});
