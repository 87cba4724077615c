import { expect, test } from "vitest";
import { redacted, redactedError } from "./redacted";

test("an error is shown without the password in it, and with what it was", () => {
  const url = "postgres://me:geheim@db.example/x";
  const error = new Error(`no route to ${url}`, { cause: new Error(url) });

  expect(redacted(error.message)).toBe(
    "no route to postgres://me:[redacted:connection-password]@db.example/x",
  );
  expect(redactedError(error)).not.toContain("geheim");
  expect(redactedError(error)).toContain("redacted.test.ts");
});
