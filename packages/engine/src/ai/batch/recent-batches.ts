/**
 * Batches of a provider's list that are not older than a moment.
 *
 * Lists are newest first, which Anthropic documents and the others only do. So the walk stops at a page that is older
 * throughout only if all that was read did come newest first; otherwise it goes on to the end.
 */

/** Clocks of providers and ours may differ by this many milliseconds. */
const CLOCK_DIFFERENCE_MS = 10 * 60_000;

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

export interface BatchList<T> {
  /** One page, the first if `from` is undefined. */
  page(from: string | undefined): Promise<Page<T>>;
  createdAt(item: T): Date;
}

export async function* recentBatches<T>(list: BatchList<T>, since: Date): AsyncGenerator<T> {
  const oldest = since.getTime() - CLOCK_DIFFERENCE_MS;
  let from: string | undefined;
  let previous = Number.POSITIVE_INFINITY;
  let isNewestFirst = true;
  do {
    const page = await list.page(from);
    const times = page.items.map((item) => list.createdAt(item).getTime());
    for (const time of times) {
      isNewestFirst &&= time <= previous;
      previous = time;
    }
    yield* page.items.filter((_, index) => (times[index] ?? 0) >= oldest);
    if (isNewestFirst && previous < oldest && times.every((time) => time < oldest)) return;
    // A list that names a place it was at already would never end.
    from = page.next === from ? undefined : page.next;
  } while (from !== undefined);
}
