import { expect, test } from "vitest";
import { criticalPath } from "../critical-path";
import { pathSentence } from "./run-path";

const stage = (stageId: string, group: number, seconds: number) => ({
  stageId,
  group,
  from: 0,
  to: seconds * 1000,
});
const sentence = (...stages: ReturnType<typeof stage>[]) => pathSentence(criticalPath(stages), (id) => id);

test("says which stage to make faster, and what that would bring", () => {
  expect(sentence(stage("read", 1, 2), stage("classify", 2, 8), stage("measure", 2, 1))).toBe(
    "The critical path takes 10.0 s. Were classify 2× faster, it would take 6.0 s (−40 %).",
  );
});

test("does not advise the slowest stage where another of its group holds the run up as long", () => {
  expect(sentence(stage("read", 1, 6), stage("classify", 2, 8), stage("measure", 2, 7))).toBe(
    "The critical path takes 14.0 s. Were read 2× faster, it would take 11.0 s (−21 %).",
  );
});

test("tells when another stage of the group takes over", () => {
  expect(sentence(stage("classify", 1, 8), stage("measure", 1, 6))).toBe(
    "The critical path takes 8.0 s. Were classify 2× faster, it would take 6.0 s (−25 %); then another stage of its group is the slowest.",
  );
});

test("a path of no time advises nothing", () => {
  expect(sentence()).toBe("The critical path takes 0 ms.");
});
