import type { ReadModel } from "@stageline/engine/read";
import { openMemoryStore } from "@stageline/engine/store";
import { expect, test } from "vitest";
import type { ExportedListName } from "@/components/export-menu";
import { answerExport } from "./answer-export";
import { exportFile } from "./export-file";
import type { ExportedRecord } from "./exported-list";
import { type ExportFormat, writerOf } from "./formats";
import { instantText } from "./instant-text";
import { EXPORTED_LISTS } from "./lists";

const AT = new Date("2026-01-31T23:30:00.123Z");

async function fileOf(
  format: ExportFormat,
  pages: readonly (readonly ExportedRecord[])[],
  limits = { rows: 100, readMs: 1_000 },
): Promise<string> {
  async function* reading() {
    yield* pages;
  }
  const parts: string[] = [];
  const columns = Object.keys(pages[0]?.[0] ?? { text: "" });
  for await (const part of exportFile(reading(), columns, writerOf(format, "Asia/Kolkata"), limits))
    parts.push(part);
  return parts.join("");
}

const asked = (read: ReadModel, list: string, params: Record<string, string>) =>
  answerExport(read, list, new URLSearchParams(params));

async function storeWithRuns(count: number) {
  const store = openMemoryStore();
  for (let index = 0; index < count; index++)
    await store.persistence.createRun({
      workflowId: index % 2 === 0 ? "even" : "odd",
      workflowName: `=cmd|' /C calc'!A${index}`,
      workflowType: "w",
      input: { secret: "never in a list" },
    });
  return store.read;
}

test("CSV keeps texts from being taken for formulas, and numbers as they are", async () => {
  const texts = ["=1+1", "+1", "-1", "@a", "\ta", "\ra", "\na", 'a "b", c', "ä", ""];

  const csv = await fileOf("csv", [texts.map((text) => ({ text, number: -1.5 }))]);

  expect(csv).toBe(
    [
      "\uFEFFtext,number",
      "'=1+1,-1.5",
      "'+1,-1.5",
      "'-1,-1.5",
      "'@a,-1.5",
      "'\ta,-1.5",
      '"\'\ra",-1.5',
      '"\'\na",-1.5',
      '"a ""b"", c",-1.5',
      "ä,-1.5",
      ",-1.5",
      "",
    ].join("\r\n"),
  );
});

test("CSV has instants in the asked zone, JSON in UTC", async () => {
  const records = [[{ at: AT, none: null, yes: true }]];

  expect(await fileOf("csv", records)).toBe("\uFEFFat,none,yes\r\n2026-02-01T05:00:00.123+05:30,,true\r\n");
  expect(await fileOf("ndjson", records)).toBe('{"at":"2026-01-31T23:30:00.123Z","none":null,"yes":true}\n');
  expect(instantText(AT, "UTC")).toBe(AT.toISOString());
  expect(instantText(AT, "Europe/London")).toBe("2026-01-31T23:30:00.123+00:00");
});

test("an empty list is a head and no rows, and JSON that can be read", async () => {
  expect(await fileOf("csv", [[]])).toBe("\uFEFFtext\r\n");
  expect(JSON.parse(await fileOf("json", [[]]))).toEqual({ rows: [], cut: null });
  expect(await fileOf("ndjson", [[], []])).toBe("");
});

test("a file that ends before the list does says so in its last line", async () => {
  const pages = [
    [{ text: "a", more: 1 }],
    [
      { text: "b", more: 2 },
      { text: "c", more: 3 },
    ],
  ];
  const limits = { rows: 2, readMs: 1_000 };

  const csv = await fileOf("csv", pages, limits);
  const json = JSON.parse(await fileOf("json", pages, limits));
  const lines = (await fileOf("ndjson", pages, limits)).trimEnd().split("\n");

  expect(csv.trimEnd().split("\r\n")).toEqual([
    "\uFEFFtext,more",
    "a,1",
    "b,2",
    expect.stringMatching(/^Cut: only the first 2 rows.*,$/),
  ]);
  expect(json).toEqual({
    rows: [...(pages[0] ?? []), pages[1]?.[0]],
    cut: expect.stringContaining("first 2 rows"),
  });
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ cut: json.cut });
});

test("exactly as many rows as fit are not cut", async () => {
  const pages = [[{ text: "a" }, { text: "b" }]];

  expect(JSON.parse(await fileOf("json", pages, { rows: 2, readMs: 1_000 }))).toEqual({
    rows: pages[0],
    cut: null,
  });
});

test("reading that takes too long ends with what was read", async () => {
  const file = await fileOf("json", [[{ text: "a" }], [{ text: "b" }]], { rows: 100, readMs: -1 });

  expect(JSON.parse(file)).toEqual({ rows: [{ text: "a" }], cut: expect.stringContaining("first 1 rows") });
});

test("runs come page by page, narrowed by the list's own filter, without payloads", async () => {
  const read = await storeWithRuns(450);

  const all = await asked(read, "runs", { as: "ndjson" }).text();
  const even = asked(read, "runs", { filter: '{"workflowId":["even"]}' });

  expect(all.trimEnd().split("\n")).toHaveLength(450);
  expect(all).not.toContain("never in a list");
  expect(even.headers.get("content-disposition")).toBe('attachment; filename="runs.csv"');
  expect(even.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(even.headers.get("x-stageline-export-limit")).toBe("rows=100000; read-seconds=60");
  const lines = (await even.text()).trimEnd().split("\r\n");
  expect(lines).toHaveLength(226);
  expect(lines[1]).toContain(",even,'=cmd|");
});

test("is read no faster than it is taken, and no further when the reader leaves", async () => {
  const read = await storeWithRuns(1_000);
  let pages = 0;
  const counting: ReadModel = {
    ...read,
    runs: {
      ...read.runs,
      list: (filter) => {
        pages += 1;
        return read.runs.list(filter);
      },
    },
  };

  const reader = asked(counting, "runs", { as: "csv" }).body?.getReader();
  await reader?.read();
  await reader?.read();
  await reader?.cancel();

  expect(pages).toBeLessThanOrEqual(2);
});

test("what is not understood is refused before anything is read", async () => {
  const read = await storeWithRuns(1);
  const statusOf = (list: string, params: Record<string, string>) => asked(read, list, params).status;

  expect(statusOf("secrets", {})).toBe(404);
  expect(statusOf("constructor", {})).toBe(404);
  expect(statusOf("runs", { as: "exe" })).toBe(400);
  expect(statusOf("runs", { filter: "{" })).toBe(400);
  expect(statusOf("runs", { filter: '{"stauts":["FAILED"]}' })).toBe(400);
  expect(statusOf("runs", { zone: "Mars/Base" })).toBe(400);
});

test("every list has its columns at the top of its file, and asks for what it needs", async () => {
  const read = await storeWithRuns(1);
  const asking: Readonly<Record<ExportedListName, object>> = {
    runs: {},
    "ai-calls": { runId: "r" },
    annotations: { keyPrefix: "Decision.", from: "2026-01-01T00:00:00.000Z" },
    "run-annotations": { runId: "r", attempt: 0 },
    artifacts: { runId: "r" },
    events: { runId: "r" },
    "bulk-actions": {},
    "bulk-items": { id: "b" },
    "dead-events": { subject: "stage:completed", from: "2026-01-01T00:00:00.000Z" },
    "dead-jobs": {},
    "failure-groups": { kind: "job", from: "2026-01-01T00:00:00.000Z" },
  };

  for (const [name, list] of Object.entries(EXPORTED_LISTS)) {
    const filter = JSON.stringify(asking[name as ExportedListName]);
    const answer = asked(read, name, { filter });
    expect([name, answer.status]).toEqual([name, 200]);
    expect((await answer.text()).split("\r\n")[0]).toBe(list.columns.join(","));
  }
  expect(asked(read, "run-annotations", {}).status).toBe(400);
});

test("events of a run come in their order, and all of them", async () => {
  const store = openMemoryStore();
  const run = await store.persistence.createRun({
    workflowId: "w",
    workflowName: "W",
    workflowType: "w",
    input: {},
  });
  const count = 1_100;
  await store.persistence.appendOutboxEvents(
    Array.from({ length: count }, (_, index) => ({
      workflowRunId: run.id,
      eventType: "stage:progress",
      payload: { index },
      causationId: `c${index}`,
      occurredAt: AT,
    })),
  );

  const lines = (
    await asked(store.read, "events", { as: "ndjson", filter: JSON.stringify({ runId: run.id }) }).text()
  )
    .trimEnd()
    .split("\n");

  expect(lines.map((line) => JSON.parse(line).sequence)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  );
});
