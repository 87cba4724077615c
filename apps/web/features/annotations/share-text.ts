/** A share from 0 to 1: `87.2 %`, `< 0.1 %`. What is there is never 0, what is not all never 100. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent < 100 && percent > 99.9) return "> 99.9 %";
  return `${percent.toFixed(1)} %`;
}
