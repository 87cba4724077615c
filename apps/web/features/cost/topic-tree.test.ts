import { expect, test } from "vitest";
import { icicle, MOST_CHILDREN, nameOf, pathOf, placeOf, topicTree } from "./topic-tree";

const EVERYTHING = { wf: null, stage: null, topic: null };
const row = (path: string, costUsd: number, modelId = "m") => {
  const [workflowId = "", stageId = "", ...below] = path.split("/");
  return { workflowId, stageId, topic: below.join("."), modelId, calls: 1, tokens: 10, costUsd };
};
const of = (...topics: ReturnType<typeof row>[]) => ({
  topics,
  total: topics.length,
  rest: { calls: 0, tokens: 0, costUsd: 0 },
});

test("costs are spread over workflow, stage and topic, the most first", () => {
  const tree = topicTree(
    of(row("a/read", 1), row("a/decide/spdx/npm", 2, "x"), row("b/read", 4)),
    EVERYTHING,
    "usd",
  );

  expect(tree.usd).toBe(7);
  expect(tree.children.map(({ name, usd }) => [name, usd])).toEqual([
    ["b", 4],
    ["a", 3],
  ]);
  expect(tree.children[1]?.children.map(({ name }) => name)).toEqual(["decide", "read"]);
  expect(tree.children[1]?.children[0]?.children[0]).toMatchObject({
    name: "spdx",
    place: { wf: "a", stage: "decide", topic: "spdx" },
    models: [{ modelId: "x", value: 2 }],
  });
});

test("narrowed to a place, the tree begins there", () => {
  const tree = topicTree(
    of(row("a/read/x", 1), row("a/read", 2)),
    { wf: "a", stage: "read", topic: null },
    "usd",
  );

  expect([tree.name, tree.usd, tree.children.map(({ name }) => name)]).toEqual(["read", 3, ["x"]]);
});

test("what is left out is told together", () => {
  const rows = Array.from({ length: MOST_CHILDREN + 3 }, (_, index) => row(`w${index}/s`, 1));

  const tree = topicTree({ ...of(...rows), rest: { calls: 5, tokens: 50, costUsd: 2 } }, EVERYTHING, "usd");

  expect(tree.children.at(-2)).toMatchObject({ name: "3 more", usd: 3, place: null });
  expect(tree.children.at(-1)).toMatchObject({ name: "the rest", usd: 2, calls: 5 });
  expect(tree.usd).toBe(MOST_CHILDREN + 5);
});

test("widths are shares, and children lie within their parent", () => {
  const cells = icicle(
    topicTree(of(row("a/read", 1), row("a/decide", 1), row("b/read", 2)), EVERYTHING, "usd"),
    3,
    0,
  );

  const at = (name: string) => cells.find(({ node }) => node.name === name);
  expect(at("All calls")).toMatchObject({ depth: 0, left: 0, width: 1 });
  expect([at("a")?.width, at("decide")?.width, at("decide")?.depth]).toEqual([0.5, 0.25, 2]);
});

test("a place and its path are the same", () => {
  for (const path of [[], ["w"], ["w", "s"], ["w", "s", "a", "b"], ["", ""]])
    expect(pathOf(placeOf(path))).toEqual(path);
  expect(nameOf(placeOf([""]))).toBe("no workflow");
});
