import { expect, test } from "vitest";
import { watchReadiness } from "../../src/health/readiness.js";

function watched({ busy = 0, askDatabase = async () => undefined as unknown } = {}) {
  const asked = { times: 0 };
  const clock = { ms: 0 };
  const slots = { busy, total: 4 };
  const readiness = watchReadiness({
    askDatabase: () => {
      asked.times += 1;
      return askDatabase();
    },
    slots: () => slots,
    longestFetchPauseMs: 30_000,
    now: () => clock.ms,
  });
  readiness.fetched();
  return { readiness, asked, clock, slots };
}

test("a database that answered just now is not asked", async () => {
  const { readiness, asked, clock } = watched();
  clock.ms = 4_999;

  expect(await readiness.check()).toEqual({ isReady: true, reasons: [] });
  expect(asked.times).toBe(0);
});

test("a database that has not been heard of is asked once for all who look", async () => {
  const { readiness, asked, clock } = watched();
  clock.ms = 5_000;

  const looks = await Promise.all([readiness.check(), readiness.check(), readiness.check()]);

  expect(looks.map(({ isReady }) => isReady)).toEqual([true, true, true]);
  expect(asked.times).toBe(1);
});

test("a database that refuses is a reason, without its own words", async () => {
  const { readiness, clock } = watched({
    askDatabase: () =>
      Promise.reject(Object.assign(new Error("at 10.0.0.7"), { code: "DATABASE_UNREACHABLE" })),
  });
  clock.ms = 6_000;

  const { isReady, reasons } = await readiness.check();

  expect(isReady).toBe(false);
  expect(reasons).toEqual(["The database cannot be used (DATABASE_UNREACHABLE)"]);
});

test("a database that does not answer is a reason after two seconds", async () => {
  const { readiness, clock } = watched({ askDatabase: () => new Promise(() => undefined) });
  clock.ms = 6_000;

  expect(await readiness.check()).toEqual({
    isReady: false,
    reasons: ["The database did not answer within 2000 ms"],
  });
});

test("no look for work for long is a reason while slots are free", async () => {
  const { readiness, clock, slots } = watched();
  clock.ms = 31_000;

  expect((await readiness.check()).reasons).toEqual([
    "No look for work succeeded for 31 s, with 4 slots free",
  ]);
  slots.busy = 4;
  expect((await readiness.check()).isReady).toBe(true);
  slots.busy = 3;
  readiness.fetched();
  expect((await readiness.check()).isReady).toBe(true);
});
