import fc from "fast-check";
import { expect, test } from "vitest";
import { waitForecast } from "./wait-forecast";

const minutes = (...values: number[]) => values.map((value) => value * 60_000);

test("before it has waited, the forecast is that of all earlier waits", () => {
  expect(waitForecast(minutes(10, 20, 30, 40, 50, 60, 70, 80, 90, 100), 0)).toEqual({
    kind: "band",
    p10Ms: 600_000,
    p50Ms: 3_000_000,
    p90Ms: 5_400_000,
    from: 10,
  });
});

test("after an hour only those count that lasted longer than an hour", () => {
  expect(waitForecast(minutes(10, 20, 30, 40, 50, 60, 70, 80, 90, 100), 3_600_000)).toEqual({
    kind: "band",
    p10Ms: 600_000,
    p50Ms: 1_200_000,
    p90Ms: 2_400_000,
    from: 4,
  });
});

test("one that waits longer than nearly all before it is said to", () => {
  expect(waitForecast(minutes(1, 2, 3, 4, 5), 4 * 60_000)).toEqual({ kind: "longest", shorter: 4, of: 5 });
});

test("nobody can tell from none, or from two", () => {
  expect(waitForecast([], 0)).toEqual({ kind: "unknown" });
  expect(waitForecast(minutes(5, 6), 0)).toEqual({ kind: "unknown" });
});

test("what is left is never negative, and its bounds are in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e8), { maxLength: 200 }), fc.nat(1e8), (waits, waitedMs) => {
      const forecast = waitForecast(
        waits.toSorted((a, b) => a - b),
        waitedMs,
      );
      if (forecast.kind !== "band") return;
      expect(forecast.p10Ms).toBeGreaterThan(0);
      expect(forecast.p50Ms).toBeGreaterThanOrEqual(forecast.p10Ms);
      expect(forecast.p90Ms).toBeGreaterThanOrEqual(forecast.p50Ms);
      expect(forecast.from).toBeLessThanOrEqual(waits.length);
    }),
  );
});
