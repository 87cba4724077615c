import { expect, test } from "vitest";
import { draftOf, searchOf, withChips } from "./draft";

test("named tokens are chips, the rest is text", () => {
  const draft = draftOf('inv status:failed  error:"a b" oice');

  expect(draft).toEqual({ chips: ["status:failed", 'error:"a b"'], typed: "inv oice" });
  expect(searchOf(draft)).toBe('status:failed error:"a b" inv oice');
});

test("a token becomes a chip at its end: a blank outside of quotes, or Enter", () => {
  const typing = (typed: string, isOver = false) => withChips({ chips: [], typed }, isOver);

  expect(typing("cost:>1").chips).toEqual([]);
  expect(typing("cost:>1 ").chips).toEqual(["cost:>1"]);
  expect(typing('error:"rate ').chips).toEqual([]);
  expect(typing('error:"rate limit" ').chips).toEqual(['error:"rate limit"']);
  expect(typing("cost:>1", true)).toEqual({ chips: ["cost:>1"], typed: "" });
  expect(typing("cost:>1 inv", true)).toEqual({ chips: ["cost:>1"], typed: "inv" });
});

test("a name without a value waits for it, and a chip comes once", () => {
  expect(withChips({ chips: [], typed: "cost: " }, true)).toEqual({ chips: [], typed: "cost: " });
  expect(withChips({ chips: ["wf:a"], typed: "wf:a " }, false).chips).toEqual(["wf:a"]);
});
