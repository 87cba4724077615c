import { expect, test } from "vitest";
import { DEFAULTS, isZone, parseAppearance } from "./appearance";

test("nothing stored, or nonsense, is the default", () => {
  for (const text of [null, "", "null", "[]", "{", '"dark"', '{"theme":"pink","zone":7}']) {
    expect(parseAppearance(text)).toEqual(DEFAULTS);
  }
});

test("what still means something is kept, the rest is the default", () => {
  const stored = { theme: "dark", density: "cosy", zone: "Asia/Tokyo", gone: true };

  expect(parseAppearance(JSON.stringify(stored))).toEqual({
    ...DEFAULTS,
    theme: "dark",
    zone: "Asia/Tokyo",
  });
  expect(parseAppearance('{"zone":"Mars/Olympus"}').zone).toBe("browser");
});

test("a zone is one that the clock understands", () => {
  expect(["UTC", "Europe/Vienna", "Mars/Olympus", ""].map(isZone)).toEqual([true, true, false, false]);
});
