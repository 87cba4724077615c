import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readEnv, WORKER_VARIABLES } from "../src/env.js";

const least = { DATABASE_URL: "file:./x.db" };
const saidOf = (variables: NodeJS.ProcessEnv): string => {
  try {
    readEnv({ ...least, ...variables });
    return "nothing is wrong";
  } catch (error) {
    return String(error);
  }
};

test("everything but the database has a default, and by default nothing is served or posted", () => {
  expect(readEnv(least)).toMatchObject({
    databaseUrl: "file:./x.db",
    leaseMs: 30_000,
    logLevel: "info",
    metricsPort: undefined,
    metricsHost: "127.0.0.1",
    webhook: undefined,
    publishing: { leaseMs: 60_000, maxTries: 12 },
  });
});

test("a variable that is set to nothing is one that is not set", () => {
  const env = readEnv({
    ...least,
    STAGELINE_METRICS_PORT: "",
    STAGELINE_SLOTS: "",
    STAGELINE_WEBHOOK_URL: "",
  });

  expect(env.metricsPort).toBeUndefined();
  expect(env.slots).toBeGreaterThan(0);
  expect(env.webhook).toBeUndefined();
});

test.each([
  ["0", 0],
  ["9464", 9464],
])("port %s is taken as it is", (STAGELINE_METRICS_PORT, metricsPort) => {
  expect(readEnv({ ...least, STAGELINE_METRICS_PORT }).metricsPort).toBe(metricsPort);
});

test("all that is wrong is said at once, by name", () => {
  const said = saidOf({
    DATABASE_URL: "",
    STAGELINE_METRICS_PORT: "70000",
    STAGELINE_LOG_LEVEL: "loud",
    STAGELINE_WEBHOOK_URL: "ftp://example.com",
  });

  for (const name of [
    "DATABASE_URL",
    "STAGELINE_METRICS_PORT",
    "STAGELINE_LOG_LEVEL",
    "STAGELINE_WEBHOOK_URL",
  ])
    expect(said).toContain(name);
});

test("a webhook needs a secret, and reaches public addresses only unless told otherwise", () => {
  const url = "https://hooks.example.com/stageline";
  const secret = "sixteen characters";

  expect(readEnv({ ...least, STAGELINE_WEBHOOK_URL: url, STAGELINE_WEBHOOK_SECRET: secret }).webhook).toEqual(
    {
      url,
      secret,
      allowPrivate: false,
    },
  );
  expect(
    readEnv({
      ...least,
      STAGELINE_WEBHOOK_URL: url,
      STAGELINE_WEBHOOK_SECRET: secret,
      STAGELINE_WEBHOOK_ALLOW_PRIVATE: "true",
    }).webhook,
  ).toMatchObject({ allowPrivate: true });
  expect(saidOf({ STAGELINE_WEBHOOK_URL: url })).toContain("STAGELINE_WEBHOOK_SECRET");
  expect(saidOf({ STAGELINE_WEBHOOK_URL: url, STAGELINE_WEBHOOK_SECRET: "short" })).toContain(
    "16 characters",
  );
});

test("what is wrong with the environment never shows a secret", () => {
  expect(saidOf({ STAGELINE_WEBHOOK_SECRET: "geheim", STAGELINE_WEBHOOK_URL: "nonsense" })).not.toMatch(
    /geheim/,
  );
});

test("every variable is explained in docs/worker.md", () => {
  const docs = readFileSync(path.resolve(import.meta.dirname, "../../../docs/worker.md"), "utf8");

  expect(
    WORKER_VARIABLES.filter((name) => !new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|`, "m").test(docs)),
  ).toEqual([]);
});
