import { expect, test } from "vitest";
import { instantOf, localText, startOfDay } from "./zoned-time";

const at = (text: string) => new Date(text);

test("what a picker shows in a zone is the instant it was made from", () => {
  for (const zone of ["UTC", "Europe/Vienna", "Asia/Kathmandu", "America/St_Johns"]) {
    for (const text of ["2026-01-31T23:45:00Z", "2026-07-01T00:00:00Z", "1999-12-31T12:30:00Z"]) {
      expect(instantOf(localText(at(text), zone), zone)).toEqual(at(text));
    }
  }
  expect(localText(at("2026-01-31T23:45:00Z"), "Europe/Vienna")).toBe("2026-02-01T00:45");
});

test("around the change of clocks it is the hour that clocks show", () => {
  expect(instantOf("2026-03-29T03:30", "Europe/Vienna")).toEqual(at("2026-03-29T01:30:00Z"));
  expect(instantOf("2026-10-25T03:30", "Europe/Vienna")).toEqual(at("2026-10-25T02:30:00Z"));
});

test("a day begins where the viewer is", () => {
  expect(startOfDay(at("2026-01-31T23:45:00Z"), "Europe/Vienna")).toEqual(at("2026-01-31T23:00:00Z"));
  expect(startOfDay(at("2026-01-31T23:45:00Z"), "UTC")).toEqual(at("2026-01-31T00:00:00Z"));
});

test("what is no time is none", () => {
  expect(instantOf("", "UTC")).toBeNull();
  expect(instantOf("tomorrow", "UTC")).toBeNull();
});
