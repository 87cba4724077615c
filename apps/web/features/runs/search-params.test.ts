import { createLoader } from "nuqs/server";
import { expect, test } from "vitest";
import { filterOf, isFiltered, runsHref, runsParams } from "./search-params";

const load = createLoader(runsParams);

test("an address without parameters asks for the newest runs", () => {
  const params = load("");

  expect(filterOf(params)).toEqual({});
  expect(isFiltered(params)).toBe(false);
});

test("filters and the place survive the way through the address", () => {
  const place = { createdAt: new Date("2026-11-22T14:30:10.123Z"), id: "a~b" };
  const from = new Date("2026-11-22T13:00:00.000Z");
  const address = runsHref({ q: "inv", status: ["FAILED", "RUNNING"], wf: ["w1"], from, older: place });

  expect(filterOf(load(address))).toEqual({
    text: "inv",
    status: ["FAILED", "RUNNING"],
    workflowId: ["w1"],
    from,
    cursor: place,
    direction: "after",
  });
});

test("values nobody knows are dropped", () => {
  expect(filterOf(load("?status=EXPLODED&older=yesterday~x&newer=nonsense"))).toEqual({});
});
