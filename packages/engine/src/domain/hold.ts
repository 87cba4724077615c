/**
 * Why a job is kept back, and by whom: budgets that are used up, a pause.
 *
 * One hold may have several holders; the job goes on when none of them holds any more. Their names are stored with the
 * job, so that any process can tell, also after whoever wrote it has gone.
 */

/** What keeps a job back. */
export interface Hold {
  /** Names of the holders, sorted, with commas between. */
  readonly heldBy: string;
  /** For people: one sentence per holder. */
  readonly reason: string;
}

/** One that holds. */
export interface Holder {
  readonly name: string;
  readonly reason: string;
}

export const budgetHolder = (budgetId: string): string => `budget:${budgetId}`;
export const PAUSE_HOLDER = "pause";

/** Whether this way of holding is known here; of a hold by others nothing is decided. */
export const isKnownHolder = (name: string): boolean => name === PAUSE_HOLDER || name.startsWith("budget:");

export const holdersOf = (heldBy: string): string[] => heldBy.split(",");

/** More than this are not named: a job that they hold is held again when those named have let it go. */
const MAX_HOLDERS = 20;

/** @returns undefined when nobody holds */
export function holdOf(holders: readonly Holder[]): Hold | undefined {
  if (holders.length === 0) return undefined;
  const byName = new Map(holders.map((holder) => [holder.name, holder]));
  const sorted = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MAX_HOLDERS);
  return {
    heldBy: sorted.map(({ name }) => name).join(","),
    reason: sorted.map(({ reason }) => reason).join(" "),
  };
}
