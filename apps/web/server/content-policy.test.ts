import { expect, test } from "vitest";
import { DATA_POLICY, pagePolicy } from "./content-policy";

const directives = (policy: string) =>
  new Map(policy.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1)] as const));

test("a page runs what has its nonce and nothing else, and talks to nobody else", () => {
  const policy = directives(pagePolicy("abc", { isDevelopment: false }));

  expect(policy.get("script-src")).toEqual(["'nonce-abc'", "'strict-dynamic'"]);
  expect(policy.get("require-trusted-types-for")).toEqual(["'script'"]);
  for (const name of ["default-src", "base-uri", "frame-ancestors"])
    expect(policy.get(name)).toEqual(["'none'"]);
  for (const name of ["connect-src", "font-src", "form-action"]) expect(policy.get(name)).toEqual(["'self'"]);
  const sources = [...policy.values()].flat();
  expect(sources.filter((source) => /^https?:|\*|unsafe-eval/.test(source))).toEqual([]);
});

test("data may do nothing at all", () => {
  expect(DATA_POLICY).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
});
