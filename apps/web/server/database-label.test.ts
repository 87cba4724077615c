import { expect, test } from "vitest";
import { databaseLabel } from "./database-label";

test.each([
  ["postgres://user:secret@db.example:5432/prod", "PostgreSQL", "prod@db.example"],
  ["postgresql://postgres@127.0.0.1:55432/postgres?schema=x", "PostgreSQL", "postgres@127.0.0.1:55432"],
  ["file:./data/x.db", "SQLite", "x.db"],
  ["file:/var/lib/stageline.db?mode=rw", "SQLite", "stageline.db"],
  ["not a url", "Database", "unknown"],
  [undefined, "No database", "DATABASE_URL is not set"],
])("%s is named without its password", (url, kind, place) => {
  expect(databaseLabel(url)).toEqual({ kind, place });
});
