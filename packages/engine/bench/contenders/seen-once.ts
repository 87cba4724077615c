/** Counts what was done, and notices what is done twice. */

export interface SeenOnce {
  /** @throws when this one was seen before */
  see(id: string): void;
  /** Resolves when all were seen. */
  readonly all: Promise<void>;
}

export function seenOnce(expected: number): SeenOnce {
  const seen = new Set<string>();
  let resolveAll: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    resolveAll = resolve;
  });
  return {
    all,
    see(id) {
      if (seen.has(id)) throw new Error(`${id} was done twice`);
      seen.add(id);
      if (seen.size === expected) resolveAll();
    },
  };
}
