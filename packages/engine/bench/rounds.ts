/** Measurements in turn: in each round every contender of every case once, so that a noisy machine disturbs all alike. */

export interface Contender {
  readonly name: string;
  /** Measures once, on a database of its own. Throws when work was lost or done twice. */
  sample(): Promise<number>;
}

export interface Case {
  readonly name: string;
  /** The one the others are compared with comes first. */
  readonly contenders: readonly Contender[];
}

/** One line of a result: a figure of each round. */
export interface Series {
  readonly case: string;
  readonly contender: string;
  readonly samples: readonly number[];
  /** The first contender's figures of the same rounds; undefined for itself. */
  readonly reference: readonly number[] | undefined;
}

export async function inTurn(
  cases: readonly Case[],
  { rounds, onRound }: { rounds: number; onRound(round: number): void },
): Promise<Series[]> {
  const lines = cases.flatMap(({ name, contenders }) =>
    contenders.map((contender) => ({ case: name, contender, first: contenders[0], samples: [] as number[] })),
  );
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const { contender, samples } of lines) samples.push(await contender.sample());
  }
  return lines.map(({ contender, first, samples, case: name }) => ({
    case: name,
    contender: contender.name,
    samples,
    reference: contender === first ? undefined : lines.find((line) => line.contender === first)?.samples,
  }));
}
