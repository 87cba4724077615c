import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Coalesced } from "../../src/adapters/prisma/wake-ups/coalesced.js";
import type { WorkKind } from "../../src/index.js";

let sent: { atMs: number; kinds: readonly WorkKind[] }[];
let outgoing: Coalesced;

beforeEach(() => {
  vi.useFakeTimers();
  const start = performance.now();
  sent = [];
  outgoing = new Coalesced({
    everyMs: 15,
    send: async (kinds) => void sent.push({ atMs: performance.now() - start, kinds }),
    onTrouble: () => undefined,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first goes out at once, with all that was said in the same turn", async () => {
  outgoing.add("runs");
  outgoing.add("jobs");
  outgoing.add("runs");

  await vi.advanceTimersByTimeAsync(0);

  expect(sent).toEqual([{ atMs: 0, kinds: ["runs", "jobs"] }]);
});

test("those that follow go out together when the time is over", async () => {
  for (let ms = 0; ms < 100; ms++) {
    outgoing.add("jobs");
    await vi.advanceTimersByTimeAsync(1);
  }

  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 15, 30, 45, 60, 75, 90]);
});

test("one that comes after a pause goes out at once again", async () => {
  outgoing.add("jobs");
  await vi.advanceTimersByTimeAsync(40);
  outgoing.add("events");
  await vi.advanceTimersByTimeAsync(0);

  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 40]);
});

test("what waits is sent by a flush", async () => {
  outgoing.add("jobs");
  await vi.advanceTimersByTimeAsync(1);
  outgoing.add("runs");

  await outgoing.flush();

  expect(sent.map(({ kinds }) => kinds)).toEqual([["jobs"], ["runs"]]);
  expect(vi.getTimerCount()).toBe(0);
});
