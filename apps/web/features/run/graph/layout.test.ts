import { expect, test } from "vitest";
import type { PlannedGroup } from "../plan";
import { stageView } from "../stage-view.fixture";
import { graphLayout, NODE } from "./layout";

const group = (number: number, size: number, failed: readonly number[] = []): PlannedGroup => ({
  number,
  stages: Array.from({ length: size }, (_, index) => ({
    stageId: `${number}-${index}`,
    name: `${number}-${index}`,
    group: number,
    number: index + 1,
    attempts: [],
    shown: failed.includes(index) ? stageView({ status: "FAILED" }) : null,
  })),
});

test("a column per group, one node width and a gap apart", () => {
  const { columns, width } = graphLayout([group(1, 1), group(2, 3), group(3, 1)]);

  expect(columns.map(({ x }) => x)).toEqual([0, 284, 568]);
  expect(width).toBe(788);
});

test("a short stack is centred beside a tall one", () => {
  const { columns, middle, height } = graphLayout([group(1, 1), group(2, 3)]);

  expect(height).toBe(3 * NODE.height + 2 * NODE.gapY);
  expect(columns[0]?.nodes[0]?.y).toBe(middle - NODE.height / 2);
  expect(columns[1]?.nodes.map(({ y }) => y)).toEqual([0, 72, 144]);
});

test("a barrier stands between two groups and spans the taller", () => {
  const [first, second, third] = graphLayout([group(1, 1), group(2, 3), group(3, 1)]).columns;

  expect(first?.barrier).toBeNull();
  expect(second?.barrier).toEqual({ x: 252, top: 18, bottom: 182 });
  expect(third?.barrier).toEqual({ x: 536, top: 18, bottom: 182 });
});

test("of a hundred stages twelve are drawn, failed ones first", () => {
  const [column] = graphLayout([group(1, 100, [40, 90])]).columns;

  expect(column?.nodes.slice(0, 3).map(({ stage }) => stage.stageId)).toEqual(["1-40", "1-90", "1-0"]);
  expect(column?.nodes).toHaveLength(12);
  expect(column?.folded).toMatchObject({ count: 88, failed: 0 });
});

test("an unfolded group is drawn whole, in its own order", () => {
  const [column] = graphLayout([group(1, 100, [40])], new Set([1])).columns;

  expect(column?.nodes).toHaveLength(100);
  expect(column?.nodes[0]?.stage.stageId).toBe("1-0");
  expect(column?.folded).toBeNull();
});

test("nothing to draw is no error", () => {
  expect(graphLayout([])).toMatchObject({ width: 0, columns: [] });
});
