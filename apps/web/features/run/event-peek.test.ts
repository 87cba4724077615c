import { expect, test } from "vitest";
import { eventPeek } from "./event-peek";

test("what the row shows anyway is left out", () => {
  const payload = {
    type: "stage:completed",
    timestamp: "…",
    runId: "r",
    stageId: "split",
    attempt: 0,
    note: null,
  };

  expect(eventPeek(JSON.stringify(payload))).toEqual({ stageId: "split", text: "attempt: 0" });
});

test("a payload that was cut, or is no object, is shown as it is", () => {
  expect(eventPeek('{"type":"st')).toEqual({ stageId: null, text: '{"type":"st' });
  expect(eventPeek("[1]")).toEqual({ stageId: null, text: "[1]" });
});

test("of a withheld payload it says so", () => {
  expect(eventPeek(null)).toEqual({ stageId: null, text: "Not shown to viewers here" });
});
