import { expect, test } from "vitest";
import { ownAddress } from "./own-address";

test.each([
  ["/runs/1?tab=logs", "/runs/1?tab=logs"],
  [null, "/runs"],
  ["https://evil.example/", "/runs"],
  ["//evil.example/", "/runs"],
  ["/\\evil.example", "/runs"],
  ["/\t/evil.example", "/runs"],
  ["javascript:alert(1)", "/runs"],
  ["/api/audit", "/runs"],
  ["/sign-in", "/runs"],
])("signing in with to=%s leads to %s", (to, expected) => {
  expect(ownAddress(to, "http://127.0.0.1:3000")).toBe(expected);
});
