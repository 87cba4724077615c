import type { SampleView } from "@stageline/engine/read";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BUCKETS, seriesOf, seriesRange } from "./series";

const NOW = new Date("2026-11-23T12:00:10Z");

const sample = (at: string | Date, facts: Partial<SampleView> = {}): SampleView => ({
  sampledAt: new Date(at),
  spanSeconds: 15,
  workflowId: "",
  pending: 0,
  running: 0,
  suspended: 0,
  held: 0,
  enqueued: 0,
  started: 0,
  finished: 0,
  failed: 0,
  retried: 0,
  leasesExpired: 0,
  oldestPendingMs: null,
  delayP50Ms: null,
  delayP95Ms: null,
  delayP99Ms: null,
  ...facts,
});

test("the last bucket is the one in which it is now", () => {
  const { from, to } = seriesRange("1h", NOW);

  expect([from.toISOString(), to.toISOString()]).toEqual([
    "2026-11-23T11:01:00.000Z",
    "2026-11-23T12:01:00.000Z",
  ]);
});

test("a minute without samples is a gap, a quiet one is zero", () => {
  const { buckets } = seriesOf([sample("2026-11-23T11:59:30Z")], "1h", NOW);

  expect(buckets.at(-1)).toBeNull();
  expect(buckets.at(-2)).toMatchObject({ pending: 0, enqueued: 0, retryShare: null, delayP50Ms: null });
});

test("a sample that ends on a minute belongs to the minute before", () => {
  const { buckets } = seriesOf([sample("2026-11-23T12:00:00Z", { pending: 7 })], "1h", NOW);

  expect(buckets.at(-2)?.pending).toBe(7);
});

test("rates are told by the time that was measured, depth is the last, delays are the longest", () => {
  const samples = [
    sample("2026-11-23T11:59:15Z", { pending: 5, enqueued: 10, started: 4, retried: 1, delayP50Ms: 900 }),
    sample("2026-11-23T11:59:30Z", { pending: 3, enqueued: 20, started: 4, retried: 3, delayP50Ms: 100 }),
  ];

  const series = seriesOf(samples, "1h", NOW);

  expect(series.buckets.at(-2)).toMatchObject({
    pending: 3,
    enqueued: 60,
    started: 16,
    retryShare: 0.5,
    delayP50Ms: 900,
  });
  expect(series).toMatchObject({ started: 8, retried: 4, sampledAt: samples[1]?.sampledAt });
});

test("leases that ended are counted where nobody measured, too", () => {
  const noted = sample("2026-11-23T11:30:07Z", { spanSeconds: 0, leasesExpired: 2 });

  const series = seriesOf([noted], "1h", NOW);

  expect(series.leasesExpired).toBe(2);
  expect(series.sampledAt).toBeNull();
  expect(series.buckets.every((bucket) => bucket === null)).toBe(true);
});

test("whatever the span, the buckets hold every event of the samples once", () => {
  const span = fc.constantFrom("1h", "6h", "24h", "7d");
  const events = fc.array(fc.record({ ago: fc.nat(7 * 86_400), count: fc.nat(50) }), { maxLength: 60 });
  fc.assert(
    fc.property(span, events, (last, found) => {
      const { from, to } = seriesRange(last, NOW);
      const samples = found
        .map(({ ago, count }) =>
          sample(new Date(Math.floor(NOW.getTime() / 15_000) * 15_000 - ago * 1000), { enqueued: count }),
        )
        .filter(({ sampledAt }) => sampledAt > from && sampledAt <= to)
        .sort((a, b) => a.sampledAt.getTime() - b.sampledAt.getTime());
      const { buckets, bucketMs } = seriesOf(samples, last, NOW);

      const shown = buckets.reduce((sum, bucket, index) => {
        const start = from.getTime() + index * bucketMs;
        const inside = samples.filter(
          ({ sampledAt }) => sampledAt.getTime() > start && sampledAt.getTime() <= start + bucketMs,
        );
        return sum + (bucket?.enqueued ?? 0) * ((inside.length * 15) / 60);
      }, 0);

      expect(buckets).toHaveLength(BUCKETS[last].buckets);
      expect(shown).toBeCloseTo(
        samples.reduce((sum, { enqueued }) => sum + enqueued, 0),
        6,
      );
    }),
  );
});
