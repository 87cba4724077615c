/**
 * Wake-ups through NOTIFY and LISTEN.
 *
 * A NOTIFY in every commit would cost most of the throughput, so hints go out by themselves, after the commit, at
 * most one message per {@link NOTIFY_EVERY_MS}, without waiting for the disk. Whoever listens has one session for it,
 * opened with the first listener and ended with the last.
 */

import type pg from "pg";
import { newId } from "../../../domain/ids.js";
import type { WakeUpListener, WorkKind } from "../../../ports/wake-ups.js";
import {
  EVERY_KIND,
  isWorkKind,
  Listeners,
  type StoreWakeUps,
  type WakeUpOptions,
} from "../../wake-ups/listeners.js";
import { Coalesced } from "./coalesced.js";
import { Listening } from "./listening.js";

/** Milliseconds between two messages of this store. */
const NOTIFY_EVERY_MS = 15;
/** The same for what is only shown: a worker writes several times in this time, and nobody looks as often. */
const NOTIFY_VIEWERS_EVERY_MS = 100;

/** Named after the table itself, so that all who use the same tables meet, whatever their search path. */
const CHANNEL = "'stageline_' || 'workflow_runs'::regclass::oid::text";

/** Committed without waiting for the disk: a hint that a crash takes away costs one poll. */
const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify(${CHANNEL}, $1)::text`;

export interface PostgresqlWakeUpOptions extends WakeUpOptions {
  pool: Pick<pg.Pool, "query">;
  /** For the session that listens. */
  client: pg.ClientConfig;
  /** False behind a pooler that changes sessions: hints are sent, without a prepared statement, and none is heard. */
  canListen: boolean;
  /** How a session that died unnoticed is found, as in `ListeningOptions`. */
  keepAliveMs?: number;
  answerMs?: number;
}

export function postgresqlWakeUps(options: PostgresqlWakeUpOptions): StoreWakeUps {
  return new PostgresqlWakeUps(options);
}

class PostgresqlWakeUps implements StoreWakeUps {
  /** Of messages from here, which need no telling when they come back. */
  private readonly origin = newId();
  private readonly listeners: Listeners;
  private readonly outgoing: Coalesced;
  /** Hands on to {@link outgoing}, less often. */
  private readonly toViewers: Coalesced;
  private listening: Listening | undefined;
  private isClosed = false;

  constructor(private readonly options: PostgresqlWakeUpOptions) {
    this.listeners = new Listeners(options.onTrouble);
    const onTrouble = (error: unknown) => this.listeners.trouble(error);
    this.outgoing = new Coalesced({
      everyMs: NOTIFY_EVERY_MS,
      send: (kinds) => this.notify(`${this.origin} ${kinds.join(" ")}`),
      onTrouble,
    });
    this.toViewers = new Coalesced({
      everyMs: NOTIFY_VIEWERS_EVERY_MS,
      send: async () => this.outgoing.add("events"),
      onTrouble,
    });
  }

  send(kind: WorkKind): void {
    if (this.isClosed) return;
    this.listeners.tell([kind]);
    (kind === "events" ? this.toViewers : this.outgoing).add(kind);
  }

  async listen(onWork: (kind: WorkKind) => void): Promise<WakeUpListener> {
    const remove = this.listeners.add(onWork);
    if (this.options.canListen && !this.isClosed) this.listening ??= this.startListening();
    const { listening } = this;
    await listening?.tried;
    let isStopped = false;
    return {
      get isLive() {
        return !isStopped && (listening?.isLive ?? false);
      },
      stop: async () => {
        isStopped = true;
        remove();
        if (this.listeners.isEmpty) await this.stopListening();
      },
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.listeners.clear();
    await this.toViewers.flush();
    await Promise.all([this.outgoing.flush(), this.stopListening()]);
  }

  private async notify(payload: string): Promise<void> {
    const { pool, canListen } = this.options;
    // Where sessions are ours, the statement is planned once for each.
    await pool.query({ ...(canListen ? { name: "stageline-notify" } : {}), text: NOTIFY, values: [payload] });
  }

  private startListening(): Listening {
    return new Listening({
      client: this.options.client,
      keepAliveMs: this.options.keepAliveMs,
      answerMs: this.options.answerMs,
      channelQuery: `select ${CHANNEL} as channel`,
      notify: (payload) => this.notify(payload),
      onPayload: (payload) => this.hear(payload),
      onRestored: () => this.listeners.tell(EVERY_KIND),
      onTrouble: (error) => this.listeners.trouble(error),
    });
  }

  private async stopListening(): Promise<void> {
    const { listening } = this;
    this.listening = undefined;
    await listening?.stop();
  }

  private hear(payload: string): void {
    const [origin, ...kinds] = payload.split(" ");
    // A kind that is not known here was sent by a newer version, for others.
    if (origin !== this.origin) this.listeners.tell(kinds.filter(isWorkKind));
  }
}
