import { createLoader } from "nuqs/server";
import { expect, test } from "vitest";
import { parseSearch } from "../search/search";
import { NO_FILTERS, runsHref, runsParams } from "../search-params";
import { isSame, ownViewsIn, VIEWS, whyNotKept } from "./views";

test("a view is the same after its way through the address", () => {
  const load = createLoader(runsParams);
  for (const { name, filters } of VIEWS) {
    expect(isSame(load(runsHref(filters)), filters), name).toBe(true);
    expect(VIEWS.filter((other) => isSame(other.filters, filters))).toHaveLength(1);
  }
});

test("searches of views are understood", () => {
  for (const { filters } of VIEWS) {
    expect(parseSearch(filters.q).tokens.filter(({ error }) => error)).toEqual([]);
  }
});

test("only what narrows the list, and has no name yet, is kept", () => {
  expect(whyNotKept(NO_FILTERS, VIEWS)).toBe("Filter the list first");
  expect(whyNotKept({ ...NO_FILTERS, status: ["RUNNING"] }, VIEWS)).toContain("Running");
  expect(whyNotKept({ ...NO_FILTERS, q: "error:429" }, VIEWS)).toBeNull();
});

test("of what a browser kept only views are read", () => {
  expect(ownViewsIn('[{"name":"a","search":"?q=x"},{"name":1},null]')).toEqual([
    { name: "a", search: "?q=x" },
  ]);
  for (const text of [null, "", "{", '"x"', "null"]) expect(ownViewsIn(text)).toEqual([]);
});
