/** How long a suspended stage will go on waiting, from how long it waited in earlier executions. */

/** Fewer earlier waits that lasted as long say nothing of what is left. */
const MIN_LONGER = 3;

export type WaitForecast =
  /** Nobody waited here before. */
  | { readonly kind: "unknown" }
  /** It waits longer than nearly all before it. */
  | { readonly kind: "longest"; readonly shorter: number; readonly of: number }
  /** Milliseconds that are left: one in ten ends before the first, one in two before the second, one in ten after the last. */
  | {
      readonly kind: "band";
      readonly p10Ms: number;
      readonly p50Ms: number;
      readonly p90Ms: number;
      /** Earlier waits it is told from: those that lasted longer than this one does already. */
      readonly from: number;
    };

/**
 * What is left, given that it has waited so long: of earlier waits only those count that were still going on by then.
 *
 * @param pastMs earlier waits in milliseconds, ascending
 */
export function waitForecast(pastMs: readonly number[], waitedMs: number): WaitForecast {
  if (pastMs.length === 0) return { kind: "unknown" };
  const longer = pastMs.filter((ms) => ms > waitedMs);
  if (longer.length < MIN_LONGER)
    return pastMs.length < MIN_LONGER
      ? { kind: "unknown" }
      : { kind: "longest", shorter: pastMs.length - longer.length, of: pastMs.length };
  const left = (percent: number) =>
    (longer[Math.ceil((percent * longer.length) / 100) - 1] ?? waitedMs) - waitedMs;
  return { kind: "band", p10Ms: left(10), p50Ms: left(50), p90Ms: left(90), from: longer.length };
}
