import { expect, test } from "vitest";
import { lastToken, suggestionsFor, type Words } from "./suggestions";

const words: Words = {
  workflowIds: ["invoice-triage", "licence-review"],
  stageIds: ["extract"],
  annotationKeys: ["Decision.outcome", "Trigger.source", "with blank"],
  actorIds: ["maria"],
  workflowNames: new Map([["invoice-triage", "Bills"]]),
};
const tokens = (text: string) => suggestionsFor(text, words).shown.map(({ token }) => token);

test("an empty search offers what can be asked, a begun one what it may become", () => {
  expect(tokens("")).toContain("status:");
  expect(tokens("sta")).toEqual(["status:", "stage:"]);
  expect(tokens("cost:>1 -sta")).toEqual(["-status:", "-stage:"]);
  expect(suggestionsFor("", words).more).toBe(1);
});

test("values are those that occur, found by any of their parts or by name", () => {
  expect(tokens("wf:tri")).toEqual(["wf:invoice-triage"]);
  expect(tokens("bill")).toEqual(["wf:invoice-triage"]);
  expect(tokens("ann:outc")).toEqual(["ann:Decision.outcome="]);
  expect(tokens('ann:"wi')).toEqual(['ann:"with blank"=']);
  expect(tokens("wf:invoice-triage,lic")).toEqual(["wf:invoice-triage,licence-review"]);
  expect(tokens("actor:")).toEqual(["actor:maria"]);
});

test("what is whole already is not offered again, and of the unknown nothing", () => {
  expect(tokens("wf:licence-review")).toEqual([]);
  expect(tokens("colour:")).toEqual([]);
});

test("behind a blank another token begins, but not within quotes", () => {
  expect(lastToken("status:failed ")).toBe("");
  expect(lastToken('error:"rate lim')).toBe('error:"rate lim');
});
