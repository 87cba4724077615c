/**
 * The browser's one stream of what changes, whichever parts of the page watch which runs.
 *
 * While it stands, pages need not ask; while it does not, they poll. A hidden tab has no stream: it would hold one of
 * the few connections a browser opens to a server.
 */

/** `connecting` at first; `polling` when the stream cannot be had; `hidden` while nobody looks. */
export type LiveState = "connecting" | "live" | "polling" | "hidden";

export interface Change {
  /** What kind of change, by run. */
  readonly runs: Readonly<Record<string, readonly string[]>>;
  /** Whether something happened to any run. */
  readonly news: boolean;
}

export interface LiveListener {
  onChange(change: Change): void;
  /** What was read before may be old. */
  onReady(): void;
}

/** What is watched changes together while a page is drawn: one new stream for all of it (ms). */
const SETTLE_MS = 50;
/** Between two tries (ms): doubled each time. */
const RETRY_MS = { first: 1_000, last: 30_000 };
/** A stream that has not answered by then is given up (ms). */
const PATIENCE_MS = 5_000;

/** What of the browser is used. */
export interface LiveSourceOptions {
  /** Opens `/api/live` for these runs. */
  open(runIds: readonly string[]): EventSource;
  isHidden(): boolean;
}

export class LiveSource {
  state: LiveState = "connecting";
  private readonly watched = new Map<string, number>();
  private readonly listeners = new Set<LiveListener>();
  private readonly stateListeners = new Set<() => void>();
  private stream: EventSource | undefined;
  private openFor = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(private readonly options: LiveSourceOptions) {}

  /** Tells of the runs that anybody watches. @returns ends it; the stream ends with the last listener */
  listen(listener: LiveListener): () => void {
    this.listeners.add(listener);
    this.schedule(SETTLE_MS);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  }

  onState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  watch(runIds: readonly string[]): () => void {
    for (const id of runIds) this.watched.set(id, (this.watched.get(id) ?? 0) + 1);
    this.schedule(SETTLE_MS);
    return () => {
      for (const id of runIds) {
        const others = (this.watched.get(id) ?? 1) - 1;
        if (others > 0) this.watched.set(id, others);
        else this.watched.delete(id);
      }
      this.schedule(SETTLE_MS);
    };
  }

  /** To be called when the tab was hidden or shown. */
  visibilityChanged(): void {
    if (this.options.isHidden()) {
      this.close();
      this.become("hidden");
    } else {
      this.failures = 0;
      this.schedule(0);
    }
  }

  private schedule(ms: number): void {
    if (this.listeners.size === 0 || this.options.isHidden()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), ms);
  }

  private connect(): void {
    const runIds = [...this.watched.keys()].sort();
    const wished = runIds.join();
    if (this.stream !== undefined && this.openFor === wished) return;
    this.close();
    this.openFor = wished;
    const stream = this.options.open(runIds);
    this.stream = stream;
    const patience = setTimeout(() => this.failed(stream), PATIENCE_MS);
    stream.addEventListener("ready", () => {
      clearTimeout(patience);
      if (stream !== this.stream) return;
      this.failures = 0;
      this.become("live");
      for (const { onReady } of this.listeners) onReady();
    });
    stream.addEventListener("trouble", () => {
      // The server hears of nothing either: pages ask for themselves until it is ready again.
      clearTimeout(patience);
      if (stream === this.stream) this.become("polling");
    });
    stream.addEventListener("changes", ({ data }) => {
      if (stream !== this.stream) return;
      // Written by our own server, of the same build.
      const change = JSON.parse(data) as Change;
      for (const { onChange } of this.listeners) onChange(change);
    });
    stream.addEventListener("error", () => {
      clearTimeout(patience);
      this.failed(stream);
    });
  }

  private failed(stream: EventSource): void {
    if (stream !== this.stream) return;
    this.close();
    this.become("polling");
    this.failures += 1;
    const waitMs = Math.min(RETRY_MS.last, RETRY_MS.first * 2 ** (this.failures - 1));
    // Spread, so that the pages of a server that comes back do not come all at once.
    this.schedule(waitMs * (0.75 + Math.random() * 0.5));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.stream?.close();
    this.stream = undefined;
    this.openFor = "";
  }

  private become(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener();
  }
}
