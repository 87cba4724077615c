import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ListState } from "./list-state";
import type { QueryError } from "./query-error";

/** As much of an error of the API as a list looks at. */
const failed = (code: string, message: string) =>
  ({ message, data: { code, httpStatus: 500 } }) as unknown as QueryError;

interface Given {
  readonly rows?: readonly string[];
  readonly error?: QueryError;
  readonly noMatch?: ReactNode;
  readonly canNarrow?: boolean;
}

/** The text of the list. */
const shown = ({ rows, error, noMatch, canNarrow }: Given) =>
  renderToStaticMarkup(
    createElement(ListState<string>, {
      query: { error: error ?? null, refetch: () => undefined },
      rows,
      words: ["run", "runs"],
      noData: "No runs yet",
      noMatch,
      narrowing: canNarrow ? { word: "Last hour", onNarrow: () => undefined } : undefined,
      // biome-ignore lint/correctness/noChildrenProp: it is a function, which further arguments cannot be
      children: (given) => given.join(),
    }),
  ).replaceAll(/<[^>]*>/g, "|");

test("no data yet, no match and rows are three things", () => {
  expect(shown({ rows: [] })).toBe("No runs yet");
  expect(shown({ rows: [], noMatch: false })).toBe("No runs yet");
  expect(shown({ rows: [], noMatch: "No run matches" })).toBe("No run matches");
  expect(shown({ rows: ["a", "b"] })).toBe("a,b");
});

test("while it loads nothing is said for a moment", () => {
  expect(shown({})).toBe("");
});

test("a failed question is told as such, and never as an empty list", () => {
  const text = shown({ error: failed("SERVICE_UNAVAILABLE", "Nobody listens"), noMatch: "No run matches" });

  expect(text).toContain("The database does not answer");
  expect(text).toContain("Nobody listens. Nothing is known about the runs until this works.");
  expect(text).toContain("Try again");
});

test("a question that took too long offers to ask for less", () => {
  const text = shown({ error: failed("TIMEOUT", "stopped"), canNarrow: true });

  expect(text).toContain("The database gave up after 5 s");
  expect(text).toContain("Narrow the time range");
  expect(text).toContain("Last hour");
  expect(shown({ error: failed("SERVICE_UNAVAILABLE", "x"), canNarrow: true })).not.toContain("Last hour");
});

test("rows that are there stay there when asking again fails", () => {
  expect(shown({ rows: ["a"], error: failed("TIMEOUT", "stopped") })).toBe("a");
});
