import { expect, test } from "vitest";
import { filterOf, rangeOf } from "./search-params";

const NOW = Date.parse("2026-01-31T10:30:40.123Z");

test("a span ends with the minute that is now, so that a question stays the same for one", () => {
  const span = { last: "24h", from: null, to: null } as const;

  expect(rangeOf(span, NOW)).toEqual(rangeOf(span, NOW + 10_000));
  expect(rangeOf(span, NOW)).toEqual({
    from: new Date("2026-01-30T10:31:00.000Z"),
    to: new Date("2026-01-31T10:31:00.000Z"),
  });
});

test("the server is asked for no more than the address says; attempts count from 0 there", () => {
  const none = { actor: "", who: "", ver: "", key: "", scope: "", attempt: null, value: "" } as const;
  const rest = { last: "1h", from: null, to: null, view: "stream", by: "", before: "", after: "" } as const;

  expect(Object.keys(filterOf({ ...none, ...rest }, NOW))).toEqual(["from", "to"]);
  expect(filterOf({ ...none, ...rest, attempt: 1, key: "D", who: "a" }, NOW)).toMatchObject({
    attempt: 0,
    keyPrefix: "D",
    actorId: "a",
  });
});
