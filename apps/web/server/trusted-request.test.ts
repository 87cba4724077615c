import { describe, expect, test } from "vitest";
import { CLIENT_HEADER } from "@/trpc/client-header";
import { isForeignPage, isOwnHost, isOwnMutation } from "./trusted-request";

describe("a host name", () => {
  test.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST"])("%s is ours", (host) => {
    expect(isOwnHost(host, [])).toBe(true);
  });

  test.each(["evil.example:3000", "127.0.0.1.evil.example", "", null])("%s is foreign", (host) => {
    expect(isOwnHost(host, ["runs.example"])).toBe(false);
  });

  test("is ours when it was allowed", () => {
    expect(isOwnHost("Runs.Example:443", ["other.example", "runs.example"])).toBe(true);
  });
});

describe("a mutation", () => {
  const own = {
    "content-type": "application/json",
    [CLIENT_HEADER]: "1",
    origin: "http://127.0.0.1:3000",
    host: "127.0.0.1:3000",
  };

  test("of our own page is taken", () => {
    expect(isOwnMutation(new Headers(own))).toBe(true);
  });

  test.each([
    ["another origin", { ...own, origin: "http://evil.example" }],
    ["another port", { ...own, origin: "http://127.0.0.1:9999" }],
    ["an opaque origin", { ...own, origin: "null" }],
    ["a form", { ...own, "content-type": "text/plain" }],
  ])("from %s is refused", (_, headers) => {
    expect(isOwnMutation(new Headers(headers))).toBe(false);
  });

  test.each(["origin", CLIENT_HEADER, "content-type", "host"])("without %s is refused", (name) => {
    const headers = new Headers(own);
    headers.delete(name);
    expect(isOwnMutation(headers)).toBe(false);
  });
});

test("a stream is for our own pages, and for what is no browser", () => {
  const from = (site: string) => isForeignPage(new Headers({ "sec-fetch-site": site }));

  expect(["same-origin", "cross-site", "same-site", "none"].map(from)).toEqual([false, true, true, true]);
  expect(isForeignPage(new Headers())).toBe(false);
});
