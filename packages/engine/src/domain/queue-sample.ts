/** The queue measured in slots of time: what the charts of the queue are drawn from. */

/** Milliseconds of a slot. */
export const SAMPLE_MS = 15_000;
/** Milliseconds that samples are kept as they were taken; older ones are merged into {@link THINNED_MS}. */
export const SAMPLES_WHOLE_MS = 86_400_000;
/** Milliseconds that a merged sample stands for. */
export const THINNED_MS = 300_000;
/** Jobs of a state that are looked at: beyond, a sample counts no further. */
export const SAMPLE_ROWS = 100_000;
/** The sample that stands for all workflows together. */
export const ALL_WORKFLOWS = "";

export interface QueueSample {
  /** The end of the slot. */
  readonly sampledAt: Date;
  /** Seconds it stands for; 0 adds events to the others and says nothing about depth. */
  readonly spanSeconds: number;
  /** {@link ALL_WORKFLOWS}, or one. */
  readonly workflowId: string;
  /** Jobs that wait, due or later, held ones not among them. */
  readonly pending: number;
  readonly running: number;
  readonly suspended: number;
  readonly held: number;
  /** Jobs that came to be in the slot. */
  readonly enqueued: number;
  /** Jobs whose last delivery began in the slot. */
  readonly started: number;
  /** Jobs that ended in the slot, whatever their end. */
  readonly finished: number;
  /** Of the finished, those that failed. */
  readonly failed: number;
  /** Of the started, those that were not the job's first delivery. */
  readonly retried: number;
  /** Leases taken from workers that stopped answering. */
  readonly leasesExpired: number;
  /** How long the job that waits longest is due; null when none is. */
  readonly oldestPendingMs: number | null;
  /** Milliseconds from due to started, of those started in the slot: nearest rank; null when none was. */
  readonly delayP50Ms: number | null;
  readonly delayP95Ms: number | null;
  readonly delayP99Ms: number | null;
}

export interface SampleSlot {
  readonly from: Date;
  /** Not in it any more. */
  readonly to: Date;
}

/** The last whole slot before an instant. */
export function slotBefore(at: Date): SampleSlot {
  const end = Math.floor(at.getTime() / SAMPLE_MS) * SAMPLE_MS;
  return { from: new Date(end - SAMPLE_MS), to: new Date(end) };
}

/** Names the sample of a slot, so that two samplers cannot both have it. */
export const sampleId = ({ sampledAt, spanSeconds, workflowId }: QueueSample): string =>
  `${sampledAt.getTime()}:${spanSeconds}:${workflowId}`;

export const emptySample = (sampledAt: Date, spanSeconds: number, workflowId: string): QueueSample => ({
  sampledAt,
  spanSeconds,
  workflowId,
  pending: 0,
  running: 0,
  suspended: 0,
  held: 0,
  enqueued: 0,
  started: 0,
  finished: 0,
  failed: 0,
  retried: 0,
  leasesExpired: 0,
  oldestPendingMs: null,
  delayP50Ms: null,
  delayP95Ms: null,
  delayP99Ms: null,
});

/**
 * One sample for many of a workflow: events add up, depth is that of the last, waits and delays are the longest there
 * were, so that merging hides no trouble.
 */
export function mergeSamples(samples: readonly QueueSample[], into: QueueSample): QueueSample {
  const last = samples
    .filter(({ spanSeconds }) => spanSeconds > 0)
    .reduce<QueueSample | null>((a, b) => (a === null || b.sampledAt >= a.sampledAt ? b : a), null);
  const sum = (of: (sample: QueueSample) => number) => samples.reduce((total, one) => total + of(one), 0);
  const longest = (of: (sample: QueueSample) => number | null) =>
    samples.reduce<number | null>((most, one) => {
      const value = of(one);
      return value === null ? most : Math.max(most ?? value, value);
    }, null);
  return {
    ...into,
    pending: last?.pending ?? 0,
    running: last?.running ?? 0,
    suspended: last?.suspended ?? 0,
    held: last?.held ?? 0,
    enqueued: sum(({ enqueued }) => enqueued),
    started: sum(({ started }) => started),
    finished: sum(({ finished }) => finished),
    failed: sum(({ failed }) => failed),
    retried: sum(({ retried }) => retried),
    leasesExpired: sum(({ leasesExpired }) => leasesExpired),
    oldestPendingMs: longest(({ oldestPendingMs }) => oldestPendingMs),
    delayP50Ms: longest(({ delayP50Ms }) => delayP50Ms),
    delayP95Ms: longest(({ delayP95Ms }) => delayP95Ms),
    delayP99Ms: longest(({ delayP99Ms }) => delayP99Ms),
  };
}

/** Samples that are due to be merged, one per workflow and {@link THINNED_MS}. */
export function thinned(samples: readonly QueueSample[]): QueueSample[] {
  const groups = new Map<string, QueueSample[]>();
  for (const sample of samples) {
    // A slot that ends on the boundary belongs to what is before it.
    const end = Math.ceil(sample.sampledAt.getTime() / THINNED_MS) * THINNED_MS;
    const key = JSON.stringify([end, sample.workflowId]);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups].map(([key, ofOne]) => {
    const [end, workflowId] = JSON.parse(key) as [number, string];
    return mergeSamples(ofOne, emptySample(new Date(end), THINNED_MS / 1000, workflowId));
  });
}
