import type { AnnotationView } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { streamOf } from "./decisions";

let count = 0;
const annotation = (key: string, value: unknown, given: Partial<AnnotationView> = {}): AnnotationView => ({
  id: `a${++count}`,
  createdAt: new Date(0),
  workflowRunId: "run",
  stageRecordId: "stage",
  stageId: "assess",
  attempt: 0,
  scope: "run",
  scopeId: "run",
  actorKind: "rule",
  actorId: "policy",
  actorVersion: null,
  key,
  valuePreview: JSON.stringify(value),
  valueIsCut: false,
  hasPayload: false,
  ...given,
});
const outline = (annotations: readonly AnnotationView[]) =>
  streamOf(annotations).map((item) =>
    item.kind === "fact" ? item.fact.key : `${item.outcome} ${item.confidence} ${item.rationale}`,
  );

test("outcome, confidence and rationale are one decision at the place of the first", () => {
  const stream = [
    annotation("Trigger.source", "user"),
    annotation("Decision.outcome", "approved"),
    annotation("Quality.coverage", 1),
    annotation("Decision.confidence", 0.82),
    annotation("Decision.rationale", "all permissive"),
  ];

  expect(outline(stream)).toEqual(["Trigger.source", "approved 0.82 all permissive", "Quality.coverage"]);
});

test("decisions about different things, or in different attempts, stay apart", () => {
  const about = (scopeId: string, attempt = 0) => [
    annotation("Decision.outcome", scopeId, { scopeId, attempt }),
    annotation("Decision.confidence", 0.5, { scopeId, attempt }),
  ];

  expect(outline([...about("a"), ...about("b"), ...about("a", 1)])).toEqual([
    "a 0.5 null",
    "b 0.5 null",
    "a 0.5 null",
  ]);
});

test("deciding the same thing twice makes two decisions", () => {
  const stream = ["rejected", "approved"].flatMap((outcome) => [
    annotation("Decision.outcome", outcome),
    annotation("Decision.confidence", 0.5),
  ]);

  expect(outline(stream)).toEqual(["rejected 0.5 null", "approved 0.5 null"]);
});

test("a decision stated as one value is read too", () => {
  const value = { outcome: "approved", confidence: 0.9, rationale: "fine" };

  expect(outline([annotation("Decision.outcome", value)])).toEqual(["approved 0.9 fine"]);
});

test("a value that was cut is shown as far as it goes", () => {
  const cut = annotation("Decision.rationale", "", { valuePreview: '"long text', valueIsCut: true });

  expect(streamOf([cut])[0]).toMatchObject({ rationale: "long text…" });
});

test("further members are kept", () => {
  const [item] = streamOf([annotation("Decision.outcome", "x"), annotation("Decision.model", "m")]);

  expect(item).toMatchObject({ others: [{ key: "Decision.model" }] });
});

test("what was not chosen and what had to help out are part of the decision", () => {
  const [item] = streamOf([
    annotation("Decision.outcome", "a"),
    annotation("Decision.alternatives", { b: 0.14, c: 0.04 }),
    annotation("Decision.fallback", true),
  ]);

  expect(item).toMatchObject({ alternatives: ["b 0.14", "c 0.04"], fallback: "", others: [] });
});
