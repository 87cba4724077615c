import { expect, test } from "vitest";
import { runParams } from "@/features/run/search-params";
import { runsParams } from "@/features/runs/search-params";
import { unknownParts, withoutParts } from "./address";

const partsOf = (search: string, params: Parameters<typeof unknownParts>[1] = runsParams) =>
  unknownParts(new URLSearchParams(search), params);

test("what a page knows and can read is no reason for a notice", () => {
  expect(partsOf("q=a%20b&status=FAILED,RUNNING&wf=x&older=2026-11-22T14:30:10.123Z~id")).toEqual([]);
  expect(partsOf("tab=logs&attempt=2&sel=abc", runParams)).toEqual([]);
  expect(partsOf("q=&from=2026-11-22T14:30:10.123%2B01:00&to=2026-11-22")).toEqual([]);
});

test("names nobody has and values nobody can read are told", () => {
  expect(partsOf("colour=red&status=FAILED,PINK&older=never&constructor=1")).toEqual([
    "colour=red",
    "status=FAILED,PINK",
    "older=never",
    "constructor=1",
  ]);
  expect(partsOf("tab=nowhere&attempt=0", runParams)).toEqual(["tab=nowhere", "attempt=0"]);
});

test("the rest of the address is kept", () => {
  const search = new URLSearchParams("q=a&colour=red&q2=b");

  expect(withoutParts(search, ["colour=red"]).toString()).toBe("q=a&q2=b");
});
