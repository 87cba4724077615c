import { expect, test } from "vitest";
import { foundIn } from "../../../../packages/engine/test/redaction/haystack.js";
import { planting } from "../../../../packages/engine/test/redaction/planting.js";
import { createLog } from "../../src/observability/log.js";
import { redacted } from "../../src/observability/redact.js";

function logged(write: (log: ReturnType<typeof createLog>) => void): { text: string; record: unknown } {
  const lines: string[] = [];
  write(createLog({ level: "info", destination: { write: (line: string) => void lines.push(line) } }));
  const text = lines.join("");
  return { text, record: JSON.parse(text) };
}

test.each([
  ["postgresql://me:geheim@db:5432/x", "postgresql://me:[redacted:connection-password]@db:5432/x"],
  [
    "postgres://me:ge/he@im@db/x?sslmode=require",
    "postgres://me:[redacted:connection-password]@db/x?sslmode=require",
  ],
  ["https://me:geheim@hooks.example.com/a", "https://me:[redacted:url-password]@hooks.example.com/a"],
  [
    "postgresql://db/x?user=me&password=geheim&a=1",
    "postgresql://db/x?user=me&password=[redacted:password]&a=1",
  ],
  ["host=db password=geheim user=me", "host=db password=[redacted:password] user=me"],
  [
    "two: postgres://a:b@c/d, redis://:geheim@e/f",
    "two: postgres://a:[redacted:connection-password]@c/d, redis://:[redacted:connection-password]@e/f",
  ],
  ["http://localhost:3000/a?b=c@d", "http://localhost:3000/a?b=c@d"],
  ["file:./x.db", "file:./x.db"],
])("%s is written as %s", (text, expected) => {
  expect(redacted(text)).toBe(expected);
});

test("no password of an address leaves, wherever in a record it stands", () => {
  const url = "postgresql://me:geheim@db:5432/x";
  const cause = new Error(`connect to ${url}`);

  const { text, record } = logged((log) =>
    log.error(
      { url, deep: { er: { url } }, err: new Error(`no route to ${url}`, { cause }) },
      `tried ${url}`,
    ),
  );

  expect(text).not.toContain("geheim");
  expect(record).toMatchObject({ msg: "tried postgresql://me:[redacted:connection-password]@db:5432/x" });
});

test("fields that hold secrets are blanked by name", () => {
  const { record } = logged((log) =>
    log.info({ secret: "geheim", webhook: { url: "https://a.b", secret: "geheim" }, leaseToken: "t" }, "x"),
  );

  expect(record).toMatchObject({
    secret: "[redacted:field]",
    webhook: { url: "https://a.b", secret: "[redacted:field]" },
    leaseToken: "[redacted:field]",
  });
});

test("an error keeps its code, its facts and its causes, and no payload", () => {
  class ModelError extends Error {
    override readonly name = "ModelError";
    readonly code = "RATE_LIMITED";
    readonly statusCode = 429;
    readonly requestBody = { prompt: "a long prompt" };
    readonly responseBody = "x".repeat(10_000);
  }

  const { record } = logged((log) =>
    log.error({ err: new ModelError("slow down", { cause: new TypeError("fetch failed") }) }, "stage failed"),
  );

  const { err } = record as { err: Record<string, unknown> };
  expect(err).toMatchObject({
    type: "ModelError",
    message: "slow down",
    code: "RATE_LIMITED",
    statusCode: 429,
    stack: expect.stringContaining("log.test.ts"),
    cause: { type: "TypeError", message: "fetch failed" },
  });
  expect(err.requestBody).toBeUndefined();
  expect(String(err.responseBody)).toHaveLength(500);
});

test("whatever was thrown can be logged", () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  const hostile = Object.defineProperty(new Error("hostile"), "trap", {
    enumerable: true,
    get() {
      throw new Error("do not look");
    },
  });

  expect(logged((log) => log.error({ err: loop }, "a loop")).record).toMatchObject({ msg: "a loop" });
  expect(logged((log) => log.error({ err: hostile }, "a trap")).record).toMatchObject({
    err: { message: "hostile" },
  });
  expect(logged((log) => log.error({ err: "just text" }, "text")).record).toMatchObject({
    err: { type: "string", message: "just text" },
  });
});

test("of a thousand secrets of every kind, in messages, facts, errors and causes, none is written", () => {
  const plant = planting(1);
  const lines: string[] = [];
  const log = createLog({ level: "trace", destination: { write: (line: string) => void lines.push(line) } });

  for (let line = 0; line < 30; line++) {
    const err = Object.assign(new Error(plant.text(), { cause: new Error(plant.text()) }), {
      code: plant.id(),
      url: plant.text(1),
    });
    log.error({ err, [plant.id()]: plant.value(), deep: { deeper: [plant.value()] } }, plant.text());
    log.info(plant.text());
  }

  expect(plant.secrets.length).toBeGreaterThan(1_000);
  expect([...foundIn(lines.join(""), plant.secrets)]).toEqual([]);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
});
