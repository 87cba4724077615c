import { expect, test } from "vitest";
import { at, stageView } from "../stage-view.fixture";
import { type Mark, placedMarks, pollMarks } from "./marks";
import { timeScale } from "./time-scale";

const scale = timeScale({ from: 0, to: 1000, gaps: [], width: 1000 });
const mark = (atMs: number, text: string, kind: Mark["kind"] = "annotation"): Mark => ({
  kind,
  at: atMs,
  text,
});

test("marks near each other are drawn as one that tells of all", () => {
  const marks = [mark(100, "a"), mark(104, "b"), mark(500, "c"), mark(104, "boom", "error")];

  expect(placedMarks(marks, scale)).toEqual([
    { kind: "annotation", px: 100, title: "a\nb" },
    { kind: "annotation", px: 500, title: "c" },
    { kind: "error", px: 104, title: "boom" },
  ]);
});

test("a crowd is counted", () => {
  const marks = ["a", "b", "c", "d", "e"].map((text) => mark(100, text));

  expect(placedMarks(marks, scale)[0]?.title).toBe("a\nb\nc\nand 2 more");
});

test("what is out of view is not drawn", () => {
  expect(placedMarks([mark(-500, "a"), mark(2000, "b")], scale)).toEqual([]);
});

test("of the polls the last and the next are known", () => {
  expect(pollMarks(stageView())).toEqual([]);
  expect(pollMarks(stageView({ suspendedAt: at(2), resumedAt: at(9), pollCount: 4 }))).toEqual([
    { kind: "poll", at: at(9).getTime(), text: "Last poll, asked 4 times" },
  ]);
  expect(pollMarks(stageView({ suspendedAt: at(2), nextPollAt: at(90), pollCount: 1 }))).toEqual([
    { kind: "poll", at: at(90).getTime(), text: "Next poll, asked once so far" },
  ]);
});
