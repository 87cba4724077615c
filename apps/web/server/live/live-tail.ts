/**
 * The one tail of this process: looks at what viewers watch, and tells them which runs have changed.
 *
 * It looks when a hint says that something was committed, and now and then for hints that got lost; one statement a
 * look, whatever the number of viewers, and none at all without viewers. A run's changes are told at most every
 * {@link TELL_RUN_EVERY_MS}: what comes meanwhile is found by a look when that time is over.
 */

import type { WakeUps } from "@stageline/engine";
import type { LiveMarks, ReadModel, RunMark } from "@stageline/engine/read";

/** Between two looks, however many hints come (ms). */
const LOOK_EVERY_MS = 100;
/** Between two messages about one run, and between two that there is news of any run (ms). */
const TELL_RUN_EVERY_MS = 250;
const TELL_NEWS_EVERY_MS = 1_000;
/** Without a hint: while they arrive, and while they cannot (ms). */
const POLL_MS = { hinted: 5_000, unhinted: 1_000 };
/** After a look that failed (ms). */
const AFTER_TROUBLE_MS = 2_000;

/** `state`: events or annotations. `reports`: logs, progress, AI calls of a running stage. */
export type ChangeKind = "state" | "reports";

export type LiveMessage =
  | {
      readonly kind: "changes";
      /** Of the watched runs. */
      readonly runs: Readonly<Record<string, readonly ChangeKind[]>>;
      /** Whether something happened to any run. */
      readonly news: boolean;
    }
  /** The database does not answer; the next message tells that it does again. */
  | { readonly kind: "trouble" }
  /** Looked, for the first time or again after trouble: what was read before may be old. */
  | { readonly kind: "ready" };

export interface Viewer {
  readonly runIds: readonly string[];
  tell(message: LiveMessage): void;
}

export interface LiveTailOptions {
  read: Pick<ReadModel, "live">;
  wakeUps: Pick<WakeUps, "listen">;
}

export class LiveTail {
  private readonly viewers = new Map<Viewer, { isReady: boolean }>();
  private readonly marks = new Map<string, RunMark>();
  private readonly toldAt = new Map<string, number>();
  private news: string | undefined;
  private newsToldAt = Number.NEGATIVE_INFINITY;
  private hints: ReturnType<WakeUps["listen"]> | undefined;
  private areHintsLive = () => false;
  private timer: NodeJS.Timeout | undefined;
  private nextLookAt = Number.POSITIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private isLooking = false;
  private isTroubled = false;

  constructor(private readonly options: LiveTailOptions) {}

  get viewerCount(): number {
    return this.viewers.size;
  }

  /** @returns ends the watch */
  watch(viewer: Viewer): () => void {
    this.viewers.set(viewer, { isReady: false });
    this.listen();
    this.lookWithin(0);
    return () => {
      if (this.viewers.delete(viewer) && this.viewers.size === 0) this.rest();
    };
  }

  private listen(): void {
    if (this.hints !== undefined) return;
    const hints = this.options.wakeUps.listen((kind) => {
      if (kind === "events") this.lookWithin(0);
    });
    this.hints = hints;
    hints.then(
      (listener) => {
        if (this.hints === hints) this.areHintsLive = () => listener.isLive;
      },
      () => undefined,
    );
  }

  /** Nobody looks: nothing is asked, nothing kept. */
  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.nextLookAt = Number.POSITIVE_INFINITY;
    this.marks.clear();
    this.toldAt.clear();
    this.news = undefined;
    this.isTroubled = false;
    const { hints } = this;
    this.hints = undefined;
    this.areHintsLive = () => false;
    void hints?.then((listener) => listener.stop()).catch(() => undefined);
  }

  private lookWithin(ms: number): void {
    if (this.viewers.size === 0) return;
    const at = Math.max(performance.now() + ms, this.lookedAt + LOOK_EVERY_MS);
    if (at >= this.nextLookAt) return;
    this.nextLookAt = at;
    if (this.isLooking) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), at - performance.now());
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.lookedAt = performance.now();
    this.nextLookAt = Number.POSITIVE_INFINITY;
    const viewers = [...this.viewers];
    const watched = [...new Set(viewers.flatMap(([{ runIds }]) => runIds))];
    let waitMs = AFTER_TROUBLE_MS;
    try {
      const marks = await this.options.read.live.marks(watched);
      if (this.viewers.size > 0) waitMs = this.compare(marks, viewers);
    } catch {
      if (!this.isTroubled) for (const viewer of this.viewers.keys()) viewer.tell({ kind: "trouble" });
      this.isTroubled = true;
    }
    this.isLooking = false;
    const wished = this.nextLookAt;
    this.nextLookAt = Number.POSITIVE_INFINITY;
    this.lookWithin(Math.min(waitMs, wished - performance.now()));
  }

  /** @returns milliseconds until the next look, at the latest */
  private compare(found: LiveMarks, viewers: [Viewer, { isReady: boolean }][]): number {
    const now = performance.now();
    let waitMs = this.areHintsLive() ? POLL_MS.hinted : POLL_MS.unhinted;
    const changed = new Map<string, ChangeKind[]>();
    for (const mark of found.runs) {
      const before = this.marks.get(mark.runId);
      const kinds = before === undefined ? [] : kindsOf(before, mark);
      const dueInMs = (this.toldAt.get(mark.runId) ?? Number.NEGATIVE_INFINITY) + TELL_RUN_EVERY_MS - now;
      if (kinds.length > 0 && dueInMs > 0) {
        waitMs = Math.min(waitMs, dueInMs);
        continue;
      }
      if (kinds.length > 0) {
        changed.set(mark.runId, kinds);
        this.toldAt.set(mark.runId, now);
      }
      this.marks.set(mark.runId, mark);
    }
    this.forgetAllBut(new Set(found.runs.map(({ runId }) => runId)));

    const newsDueInMs = this.newsToldAt + TELL_NEWS_EVERY_MS - now;
    const isNews = this.news !== undefined && this.news !== found.news;
    if (isNews && newsDueInMs > 0) waitMs = Math.min(waitMs, newsDueInMs);
    const isNewsTold = isNews && newsDueInMs <= 0;
    if (isNewsTold) this.newsToldAt = now;
    if (isNewsTold || this.news === undefined) this.news = found.news;

    const wasTroubled = this.isTroubled;
    this.isTroubled = false;
    for (const [viewer, state] of viewers) {
      if (!this.viewers.has(viewer)) continue;
      if (!state.isReady || wasTroubled) viewer.tell({ kind: "ready" });
      state.isReady = true;
      const runs = Object.fromEntries(
        viewer.runIds.flatMap((runId) => {
          const kinds = changed.get(runId);
          return kinds === undefined ? [] : [[runId, kinds] as const];
        }),
      );
      if (isNewsTold || Object.keys(runs).length > 0)
        viewer.tell({ kind: "changes", runs, news: isNewsTold });
    }
    return waitMs;
  }

  private forgetAllBut(watched: ReadonlySet<string>): void {
    for (const runId of this.marks.keys()) {
      if (watched.has(runId)) continue;
      this.marks.delete(runId);
      this.toldAt.delete(runId);
    }
  }
}

const kindsOf = (before: RunMark, after: RunMark): ChangeKind[] => [
  ...(before.state === after.state ? [] : (["state"] as const)),
  ...(before.reports === after.reports ? [] : (["reports"] as const)),
];
