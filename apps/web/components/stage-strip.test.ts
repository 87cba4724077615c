import { expect, test } from "vitest";
import { stripCells } from "./stage-strip";
import type { Status } from "./status";

const group = (number: number, ...statuses: Status[]) => ({
  group: number,
  stages: statuses.map((status, index) => ({ stageId: `${number}-${index}`, status })),
});

test("one cell per group, parallel stages above each other", () => {
  const cells = stripCells([group(1, "COMPLETED"), group(2, "RUNNING", "COMPLETED")]);

  expect(cells.map(({ statuses }) => statuses)).toEqual([["COMPLETED"], ["RUNNING", "COMPLETED"]]);
});

test("groups of the workflow that have no stages yet are ahead", () => {
  const cells = stripCells([group(1, "COMPLETED")], 3);

  expect(cells.map(({ statuses }) => statuses.length)).toEqual([1, 0, 0]);
  expect(cells[2]?.title).toBe("Group 3: not started");
});

test("more stages than fit show the worst status, and the count in the title", () => {
  const [cell] = stripCells([group(1, "COMPLETED", "COMPLETED", "RUNNING", "FAILED")]);

  expect(cell?.statuses).toEqual(["FAILED"]);
  expect(cell?.title).toBe("Group 1: 1 failed, 1 running, 2 completed");
});

test("a run without any stage has no cells", () => {
  expect(stripCells([])).toEqual([]);
});
