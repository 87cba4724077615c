/** Indexes in unbroken rows: a line is interrupted where nothing is known. */
export function stretches(values: readonly (number | null)[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const last = found.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else found.push([index]);
  }
  return found;
}

/** Where nothing is known, up to `count`: first index, and the one after the last. */
export function gapsIn(values: readonly (number | null)[]): readonly { from: number; to: number }[] {
  const holes = stretches(values.map((value) => (value === null ? 0 : null)));
  return holes.map((hole) => ({ from: hole[0] ?? 0, to: (hole.at(-1) ?? 0) + 1 }));
}
