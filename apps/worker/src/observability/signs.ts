/** What a worker's loops tell of themselves, beside what the kernel tells its observer. */

/** Events that left the outbox: `failed` ones are tried again, `dead` ones are not. */
export interface EventsFlushed {
  readonly published: number;
  readonly failed: number;
  readonly dead: number;
}

/** US dollars of its day or month. */
export interface BudgetSeen {
  readonly targetKind: string;
  readonly targetId: string;
  readonly period: string;
  readonly limitUsd: number;
  readonly spentUsd: number;
}

export interface Slots {
  readonly busy: number;
  readonly total: number;
}

export interface WorkerSigns {
  /** The loop that claims work has looked for some, and the database answered. */
  fetched(): void;
  /** Leases were renewed, and the database answered. */
  beat(): void;
  leasesLost(count: number): void;
  /**
   * A pass of a sweep is over.
   *
   * @param found what it found, by a name in the code: `released: 2`
   */
  swept(sweep: string, found: Readonly<Record<string, number>>): void;
  eventsFlushed(counts: EventsFlushed): void;
  /** Every budget there is, as it stands. */
  budgetsSeen(budgets: readonly BudgetSeen[]): void;
}

const nothing = (): void => undefined;

/** For a worker that nobody watches. */
export const NO_SIGNS: WorkerSigns = {
  fetched: nothing,
  beat: nothing,
  leasesLost: nothing,
  swept: nothing,
  eventsFlushed: nothing,
  budgetsSeen: nothing,
};
