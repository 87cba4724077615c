/**
 * What this process knows of budgets and pauses: read now and then, with its own spending counted at once.
 *
 * It is asked before every call of a model and whenever work is begun, so it answers from memory. What it knows is as
 * old as the last reading; what others have spent since then, and what is being asked of models right now, is by how
 * much a limit may be exceeded.
 */

import {
  type Budget,
  budgetState,
  covers,
  dollars,
  type Spending,
  type SpentBudget,
  usedUpSentence,
} from "../../domain/budget.js";
import { budgetHolder, type Hold, type Holder, holdOf, PAUSE_HOLDER } from "../../domain/hold.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { Pause } from "../../ports/budgets.js";
import type { Clock } from "../../ports/clock.js";
import type { KernelStore } from "../../ports/kernel-store.js";

/** Milliseconds that a reading is good for before a call of a model asks for another. */
const GOOD_FOR_MS = 3_000;
/** Milliseconds after which an own call counts as stored or lost, whatever was heard of it. */
const FORGOTTEN_AFTER_MS = 60_000;

/** What holds work now. */
export interface Restrictions {
  readonly budgets: readonly SpentBudget[];
  readonly pauses: readonly Pause[];
}

export interface Limits {
  /** As it is in the database now. */
  read(): Promise<Restrictions>;
  /** Whether this worker may begin stages of the workflow, as far as is known here. */
  mayBegin(workflowId: string): boolean;
  /** What holds this call of a model. Reads when what is known is old; a database that is away changes nothing. */
  holdOnCall(call: Spending): Promise<Hold | undefined>;
  /** Counts an own call before it is stored. */
  spent(call: CreateAICallInput): void;
  /** These calls are stored, or never will be: the next reading has them. */
  stored(calls: readonly CreateAICallInput[]): void;
}

interface LimitsOptions {
  readonly clock: Clock;
  readonly store: Pick<KernelStore, "persistence">;
  readonly workerId: string;
  /** Told when own spending uses a budget up that had room at the last reading. */
  onUsedUp?(budget: Budget): void;
}

/** A call of this process that no reading has seen. */
interface OwnCall {
  readonly call: CreateAICallInput;
  readonly at: number;
  isStored: boolean;
}

export function createLimits({ store, clock, workerId, onUsedUp }: LimitsOptions): Limits {
  let known: Restrictions = { budgets: [], pauses: [] };
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Restrictions> | undefined;
  const own = new Map<CreateAICallInput, OwnCall>();

  const read = async (): Promise<Restrictions> => {
    // What is stored by now is in what is read; what is stored meanwhile may be counted twice until the next reading.
    const seen = [...own.values()].filter(
      ({ isStored, at }) => isStored || clock.now().getTime() - at > FORGOTTEN_AFTER_MS,
    );
    const budgets = await store.persistence.spentBudgets();
    const pauses = await store.persistence.listPauses();
    for (const { call } of seen) own.delete(call);
    known = { budgets, pauses };
    readAt = clock.now().getTime();
    return known;
  };
  /** Those who ask at the same time wait for one reading. */
  const readOnce = () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const withOwn = (budget: SpentBudget): SpentBudget => {
    let spentUsd = budget.spentUsd;
    for (const { call } of own.values()) if (covers(budget, call)) spentUsd += call.cost;
    return { ...budget, spentUsd: dollars(spentUsd) };
  };
  const usedUp = (isMeant: (budget: Budget) => boolean): Holder[] =>
    known.budgets
      .filter(isMeant)
      .map(withOwn)
      .filter((budget) => budgetState(budget) === "used up")
      .map((budget) => ({ name: budgetHolder(budget.id), reason: usedUpSentence(budget) }));

  return {
    read,
    mayBegin: (workflowId) =>
      !known.pauses.some(({ targetKind, targetId }) =>
        targetKind === "worker" ? targetId === workerId : targetId === workflowId,
      ) &&
      usedUp(({ targetKind, targetId }) => targetKind === "workflow" && targetId === workflowId).length === 0,
    async holdOnCall(call) {
      if (Math.abs(clock.now().getTime() - readAt) > GOOD_FOR_MS) await readOnce().catch(() => undefined);
      return holdOf(usedUp((budget) => covers(budget, call)));
    },
    spent(call) {
      const touched = known.budgets.filter((budget) => covers(budget, call)).map(withOwn);
      if (touched.length > 0 && call.cost > 0)
        own.set(call, { call, at: clock.now().getTime(), isStored: false });
      for (const budget of touched) {
        const after = { ...budget, spentUsd: dollars(budget.spentUsd + call.cost) };
        if (budgetState(budget) !== "used up" && budgetState(after) === "used up") onUsedUp?.(budget);
      }
    },
    stored(calls) {
      for (const call of calls) {
        const one = own.get(call);
        if (one !== undefined) one.isStored = true;
      }
    },
  };
}

/** A pause of the workflow, as the one who holds. */
export const pausesOf = (pauses: readonly Pause[], workflowId: string): Holder[] =>
  pauses
    .filter(({ targetKind, targetId }) => targetKind === "workflow" && targetId === workflowId)
    .map(({ reason, actorId }) => ({
      name: PAUSE_HOLDER,
      reason: `Workflow ${workflowId} is paused by ${actorId}: ${reason}`,
    }));
