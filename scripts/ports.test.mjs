import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { anyFreePort, freePortFrom, wantedPort } from "./ports.mjs";

test("gives the wanted port when it is free and the next one when it is taken", async () => {
  const wanted = await anyFreePort();
  expect(await freePortFrom(wanted)).toBe(wanted);

  const other = createServer().listen(wanted, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");

  expect(await freePortFrom(wanted)).toBeGreaterThan(wanted);
});

test("reads PORT, 3100 by default, and refuses what is no port", () => {
  expect(wantedPort(undefined)).toBe(3100);
  expect(wantedPort("4000")).toBe(4000);
  expect(() => wantedPort("http")).toThrow(/not a port/);
  expect(() => wantedPort("70000")).toThrow(/not a port/);
});
