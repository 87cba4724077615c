/** What of a topic costs are kept by. */

import { expect, test } from "vitest";
import { costTopic, topicBelow } from "../../src/domain/cost-topic.js";

const place = { workflowId: "w", workflowRunId: "r", stageId: "s" };
const below = (added: string) => costTopic({ ...place, topic: `workflow.w.run.r.stage.s${added}` });

test("a call about the whole stage has no topic of its own", () => {
  expect(below("")).toBe("");
});

test("what was added below the stage is kept", () => {
  expect(below(".extract.table")).toBe("extract.table");
});

test.each([
  ["a number", ".page.17"],
  ["a numbered name", ".page.part-3"],
  ["a long number", ".page.invoice2041.line"],
  ["a uuid", ".page.0192f3a1-c0de-7000-8000-000000000000"],
  ["a hash", ".page.deadbeef42"],
  ["a whole sentence", `.page.${"so long ".repeat(6)}`],
  ["nothing between two dots", ".page..x"],
])("it ends before %s", (_what, added) => {
  expect(below(added)).toBe("page");
});

test("it is three segments deep at most, so that a filter on it and the calls' topics mean the same", () => {
  expect(below(".a.b.c.d")).toBe("a.b.c");
});

test("a topic that another stage's begins with is not below it", () => {
  const topic = "workflow.w.run.r.stage.second";

  expect(topicBelow({ ...place, topic })).toBe(topic);
});

test("a topic that the engine did not make is all its own", () => {
  expect(costTopic({ topic: "nightly.digest" })).toBe("nightly.digest");
});
