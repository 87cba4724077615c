import { expect, test } from "vitest";
import { type BatchList, recentBatches } from "../../../src/ai/batch/recent-batches.js";

const MINUTE_MS = 60_000;
const since = new Date("2027-03-01T09:00:00Z");

/** Items are minutes from `since` on. */
function listOf(minutes: readonly number[], pageSize: number) {
  let asked = 0;
  const list: BatchList<number> = {
    async page(from) {
      asked += 1;
      const start = Number(from ?? 0);
      const next = start + pageSize < minutes.length ? String(start + pageSize) : undefined;
      return { items: minutes.slice(start, start + pageSize), next };
    },
    createdAt: (minute) => new Date(since.getTime() + minute * MINUTE_MS),
  };
  return { list, asked: () => asked };
}

async function walk(list: BatchList<number>): Promise<number[]> {
  const seen: number[] = [];
  for await (const minute of recentBatches(list, since)) seen.push(minute);
  return seen;
}

test("a list that is newest first is read until a page is older throughout", async () => {
  const { list, asked } = listOf([30, 20, 10, 0, -20, -30, -40, -50, -60, -70, -80], 2);

  expect(await walk(list)).toEqual([30, 20, 10, 0]);
  expect(asked()).toBe(3);
});

test("a list in any other order is read to its end", async () => {
  const oldestFirst = listOf([-80, -70, -60, -50, -40, 0, 10], 2);
  const mixed = listOf([10, 20, -40, -50, -60, -70, 30], 2);

  expect(await walk(oldestFirst.list)).toEqual([0, 10]);
  expect(await walk(mixed.list)).toEqual([10, 20, 30]);
});

test("clocks may differ by ten minutes", async () => {
  expect(await walk(listOf([0, -10, -11], 5).list)).toEqual([0, -10]);
});

test("a page that names itself as the next one ends the list", async () => {
  const { list } = listOf([30, 20], 1);
  const stuck: BatchList<number> = { ...list, page: async () => ({ items: [30], next: "1" }) };

  expect(await walk(stuck)).toEqual([30, 30]);
});
