import { createLoader } from "nuqs/server";
import { expect, test } from "vitest";
import { filterOf, isFiltered, runsHref, runsParams } from "./search-params";

const load = createLoader(runsParams);
const present = { now: Date.parse("2026-11-22T14:30:10.123Z"), zone: "Europe/Vienna" };
const asks = (address: string) => filterOf(load(address), present);

test("an address without parameters asks for the newest runs", () => {
  expect(asks("")).toEqual({});
  expect(isFiltered(load(""))).toBe(false);
});

test("filters and the place survive the way through the address", () => {
  const place = { createdAt: new Date("2026-11-22T14:30:10.123Z"), id: "a~b" };
  const from = new Date("2026-11-22T13:00:00.000Z");
  const address = runsHref({ q: "inv", status: ["FAILED", "RUNNING"], wf: ["w1"], from, older: place });

  expect(asks(address)).toEqual({
    text: "inv",
    status: ["FAILED", "RUNNING"],
    workflowId: ["w1"],
    from,
    cursor: place,
    direction: "after",
  });
});

test("values nobody knows are dropped", () => {
  expect(asks("?status=EXPLODED&older=yesterday~x&newer=nonsense&last=long")).toEqual({});
});

test("a span counts from the full minute, so that a question stays the same for a while", () => {
  expect(asks("?last=1h")).toEqual({ from: new Date("2026-11-22T13:30:00Z") });
  expect(asks("?q=since:2h")).toEqual({ from: new Date("2026-11-22T12:30:00Z") });
  expect(asks("?last=today")).toEqual({ from: new Date("2026-11-21T23:00:00Z") });
  expect(asks("?last=1h&from=2026-01-01T00:00:00Z")).toEqual({ from: new Date("2026-01-01T00:00:00Z") });
});

test("statuses of chips and of the search must both hold", () => {
  expect(asks("?status=FAILED,RUNNING&q=status:failed")).toEqual({ status: ["FAILED"] });
  expect(asks("?status=RUNNING&q=status:failed")).toEqual({ status: [] });
});

test("runs that failed alike are asked for by the fingerprint of their error", () => {
  expect(asks("?status=FAILED&wf=w1&alike=e7b0c4d1a2f35566")).toEqual({
    status: ["FAILED"],
    workflowId: ["w1"],
    fingerprint: "e7b0c4d1a2f35566",
  });
});
