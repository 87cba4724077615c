/**
 * How likely differences at least as big are by chance alone, when there is none.
 *
 * Closed forms for whole degrees of freedom; the error function's complement is Numerical Recipes' Chebyshev fit, whose
 * relative error is below 1.2e-7 everywhere.
 */

const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
] as const;

/** 1 − erf(x). */
function erfc(x: number): number {
  const t = 1 / (1 + Math.abs(x) / 2);
  const exponent = ERFC.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = t * Math.exp(-x * x + exponent);
  return x >= 0 ? tail : 2 - tail;
}

/** Both tails of the normal distribution beyond ±z. */
export const normalTwoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/** The tail of the chi-square distribution above `statistic`. @param df degrees of freedom, whole and positive */
export function chiSquareAbove(statistic: number, df: number): number {
  const half = statistic / 2;
  const isOdd = df % 2 === 1;
  // Two degrees of freedom more add half^(df/2) e^-half / Γ(df/2 + 1).
  let added = isOdd ? Math.exp(-half) * Math.sqrt(half / Math.PI) * 2 : Math.exp(-half);
  let tail = isOdd ? erfc(Math.sqrt(half)) : added;
  for (let reached = isOdd ? 1 : 2; reached < df; reached += 2) {
    if (reached > 1) added *= half / (reached / 2);
    tail += added;
  }
  return Math.min(1, tail);
}
