/** What earlier executions of a stage have cost and how long they took: what the next one will probably need. */

/** One completed execution of a stage. */
export interface StageExecution {
  readonly stageId: string;
  readonly costUsd: number;
  readonly durationMs: number;
  /** Models it called, without repetition, in order. */
  readonly modelKeys: readonly string[];
}

/** One in ten was below `p10`, half below `p50`, nine in ten below `p90`. */
export interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** The completed executions of a stage with the same models. */
export interface StageHistory {
  readonly stageId: string;
  /** Empty for executions that called none. */
  readonly modelKeys: readonly string[];
  readonly executions: number;
  readonly costUsd: Spread;
  readonly durationMs: Spread;
}

/** Executions of a stage that are looked at: the newest. */
export const HISTORY_EXECUTIONS = 200;
/** Rows of the stage that are searched for them, whatever their status and workflow. */
export const HISTORY_ROWS = 2_000;

/** By stage, in the order asked for; of a stage the models used most often first. */
export function stageHistories(
  stageIds: readonly string[],
  executions: readonly StageExecution[],
): StageHistory[] {
  return stageIds.flatMap((stageId) => {
    const byModels = new Map<string, StageExecution[]>();
    for (const execution of executions.filter((one) => one.stageId === stageId)) {
      const key = JSON.stringify(execution.modelKeys);
      byModels.set(key, [...(byModels.get(key) ?? []), execution]);
    }
    return [...byModels.values()].sort((a, b) => b.length - a.length).map(historyOf);
  });
}

function historyOf(executions: readonly StageExecution[]): StageHistory {
  return {
    stageId: executions[0]?.stageId ?? "",
    modelKeys: executions[0]?.modelKeys ?? [],
    executions: executions.length,
    costUsd: spreadOf(executions.map(({ costUsd }) => costUsd)),
    durationMs: spreadOf(executions.map(({ durationMs }) => durationMs)),
  };
}

/** The nearest rank: always a value that was seen. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
