import { InvalidInputError, NotFoundError, RunStatusError } from "@stageline/engine";
import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { asAnswer, issuesOf } from "./error-codes";

const thrown = (cause: Error) => new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });

test.each([
  [new NotFoundError("Run", "x"), "NOT_FOUND"],
  [new RunStatusError("x", "RUNNING", "cancel it first"), "CONFLICT"],
  [new InvalidInputError("input", []), "BAD_REQUEST"],
])("%s is answered as %s, in its own words", (error, code) => {
  const answer = asAnswer(thrown(error));

  expect([answer.code, answer.message]).toEqual([code, error.message]);
});

test("an error nobody expected stays an internal one", () => {
  expect(asAnswer(thrown(new Error("boom"))).code).toBe("INTERNAL_SERVER_ERROR");
});

test("an input that does not fit tells where", () => {
  const issues = [{ path: ["a", 0], message: "expected number" }];

  expect(issuesOf(asAnswer(thrown(new InvalidInputError("config", issues))))).toEqual({
    what: "config",
    issues,
  });
  expect(issuesOf(thrown(new Error("boom")))).toBeNull();
});
