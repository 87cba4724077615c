"use client";

import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";
import type { StagePair } from "./compare-stages";
import { compared, OUTPUT_CHARS } from "./output-diff";

/** Outputs looked at to find where attempts first differ: the first stages, and no big ones. */
const MAX_PAIRS = 6;
const MAX_CHARS = 65_536;

/** @returns ids of stages whose outputs differ in more than noise, as far as that is known */
export function useOutputDifferences(pairs: readonly StagePair[]): ReadonlySet<string> {
  const trpc = useTRPC();
  const small = pairs
    .flatMap(({ stageId, isKept, before, after }) =>
      !isKept && before !== null && after !== null && fits(before.outputChars) && fits(after.outputChars)
        ? [{ stageId, ids: [before.id, after.id] }]
        : [],
    )
    .slice(0, MAX_PAIRS);
  const answers = useQueries({
    queries: small.flatMap(({ ids }) =>
      ids.map((id) =>
        trpc.run.payload.queryOptions(
          { kind: "stageOutput", id, maxChars: OUTPUT_CHARS },
          { staleTime: 60_000 },
        ),
      ),
    ),
  });
  return new Set(
    small.flatMap(({ stageId }, index) => {
      const before = answers[2 * index]?.data;
      const after = answers[2 * index + 1]?.data;
      if (!before || !after) return [];
      return compared(before.text, after.text)?.some(({ isNoise }) => !isNoise) ? [stageId] : [];
    }),
  );
}

const fits = (chars: number | null): boolean => chars !== null && chars <= MAX_CHARS;
