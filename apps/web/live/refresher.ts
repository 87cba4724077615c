/** Asks questions again, each at most so often and never twice at once: a slow answer is waited for, then asked once more. */

import type { Query, QueryClient } from "@tanstack/react-query";

/** Between two answers to one question (ms). */
const REFRESH_EVERY_MS = 250;

export class Refresher {
  private readonly busy = new Set<string>();
  private readonly again = new Set<string>();

  constructor(private readonly client: QueryClient) {}

  /** Asks all that are on the page and that the condition picks. */
  refresh(isStale: (query: Query) => boolean): void {
    const stale = this.client.getQueryCache().findAll({ type: "active", predicate: isStale });
    for (const query of stale) void this.ask(query);
  }

  private async ask(query: Query): Promise<void> {
    const { queryHash } = query;
    if (this.busy.has(queryHash)) {
      this.again.add(queryHash);
      return;
    }
    this.busy.add(queryHash);
    const began = performance.now();
    await this.client.refetchQueries({ queryKey: query.queryKey, exact: true });
    const restMs = began + REFRESH_EVERY_MS - performance.now();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    this.busy.delete(queryHash);
    if (this.again.delete(queryHash) && query.isActive()) await this.ask(query);
  }
}
