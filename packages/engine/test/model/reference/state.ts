/**
 * What a store holds, as plainly as it can be said: lists of rows, searched from the start.
 *
 * Rows are in the order of their creation, which is the order of time and id. Times that the store's clock gives are
 * kept as whether they are there; ids and tokens are told to the model by the store, everything else it works out.
 */

import type { LogLevel, Status } from "../../../src/domain/status.js";

/** The model's no, by the code of the error that a store must throw. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    /** The version that a stale write did not expect. */
    readonly actual?: number,
  ) {
    super(code);
  }
}

export interface Run {
  readonly id: string;
  version: number;
  readonly workflowId: string;
  status: Status;
  readonly priority: number;
  isStarted: boolean;
  completedAt: Date | null;
  duration: number | null;
  input: unknown;
  config: unknown;
  output: unknown;
  readonly metadata: unknown;
  totalCost: number;
  totalTokens: number;
  attempt: number;
  errorMessage: string | null;
}

export interface Stage {
  readonly id: string;
  version: number;
  readonly runId: string;
  readonly stageId: string;
  readonly group: number;
  readonly number: number;
  readonly attempt: number;
  status: Status;
  nextPollAt: Date | null;
  pollInterval: number | null;
  errorMessage: string | null;
  outputData: unknown;
  suspendedState: unknown;
  isSuperseded: boolean;
  cost: number;
  tokens: number;
  /** Of the artifact that holds its output. */
  outputKey: string | null;
}

export interface Job {
  readonly id: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly stageId: string;
  readonly stageAttempt: number;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly payload: Record<string, unknown>;
  status: Status;
  attempt: number;
  /** Whether it may be claimed at once, as far as time goes. */
  isDue: boolean;
  isLeaseOver: boolean;
  token: string | null;
  workerId: string | null;
  nextPollAt: Date | null;
  /** `reaped` for whatever the store says of a lost lease. */
  lastError: string | null;
}

export interface Event {
  readonly id: string;
  readonly runId: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly payload: unknown;
  retryCount: number;
  lastError: string | null;
  isPublished: boolean;
  isDead: boolean;
  isDiscarded: boolean;
}

export interface Key {
  readonly key: string;
  readonly commandType: string;
  readonly fingerprint: string | null;
  /** Milliseconds since 1970. */
  acquiredAt: number;
  result: { readonly value: unknown } | null;
}

export interface Artifact {
  readonly runId: string;
  readonly key: string;
  readonly type: string;
  stageRecordId: string | null;
  data: unknown;
  /** `null` where it is the store's to say. */
  size: number | null;
}

export interface Annotation {
  readonly runId: string;
  stageRecordId: string | null;
  readonly attempt: number;
  readonly scope: string;
  readonly scopeId: string | null;
  readonly actorId: string | null;
  readonly key: string;
  readonly value: unknown;
  readonly idempotencyKey: string | null;
}

export interface Log {
  readonly runId: string | null;
  readonly stageRecordId: string | null;
  readonly level: LogLevel;
  readonly message: string;
}

export interface State {
  runs: Run[];
  stages: Stage[];
  jobs: Job[];
  events: Event[];
  keys: Key[];
  artifacts: Artifact[];
  annotations: Annotation[];
  logs: Log[];
}

export const emptyState = (): State => ({
  runs: [],
  stages: [],
  jobs: [],
  events: [],
  keys: [],
  artifacts: [],
  annotations: [],
  logs: [],
});

/** @throws {Refused} NOT_FOUND */
export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Refused("NOT_FOUND");
  return row;
}

/** What an update says: `undefined` leaves a field alone, `null` clears it. */
export type Patch<Row, Field extends keyof Row> = { [Name in Field]?: Row[Name] } & {
  expectedVersion?: number;
};

/** Every update bumps the version, also an empty one; of the wrong version it is refused. */
export function update<Row extends { version: number }>(
  row: Row,
  { expectedVersion, ...fields }: Partial<Row> & { expectedVersion?: number },
): void {
  if (expectedVersion !== undefined && expectedVersion !== row.version)
    throw new Refused("STALE_VERSION", row.version);
  row.version += 1;
  for (const [field, value] of Object.entries(fields))
    if (value !== undefined) Object.assign(row, { [field]: value });
}

/** Of equal ones the older comes first. */
export const sorted = <Row>(rows: readonly Row[], ...keys: ((row: Row) => number)[]): Row[] =>
  [...rows].sort((a, b) => {
    for (const key of keys) if (key(a) !== key(b)) return key(a) - key(b);
    return 0;
  });
