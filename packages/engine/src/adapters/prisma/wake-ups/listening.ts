/**
 * One session that listens on PostgreSQL, for as long as it is wanted.
 *
 * A session counts as listening only when a message sent through another connection came in on it: behind a pooler
 * that changes sessions LISTEN succeeds and nothing ever arrives. Whatever ends a session, the next one is tried with
 * growing pauses. Nothing here keeps the process alive.
 */

import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { backoffMs } from "../../../domain/backoff.js";
import { newId } from "../../../domain/ids.js";

export interface ListeningOptions {
  /** How to connect. */
  client: pg.ClientConfig;
  /** Asks the session for the name of the channel. */
  channelQuery: string;
  /** Sends to the channel, through another connection. */
  notify(payload: string): Promise<void>;
  onPayload(payload: string): void;
  /** Listening, after it was not: messages may have been missed. */
  onRestored(): void;
  /** A session could not be had, or ended. */
  onTrouble(error: unknown): void;
  /** Milliseconds after which a silent session is asked whether it is alive. Default 20 s. */
  keepAliveMs?: number;
  /** Milliseconds in which it must answer. Default 10 s. */
  answerMs?: number;
}

/** Between two tries to get a session (ms). */
const RECONNECT = { baseMs: 100, capMs: 15_000 };
/** Our own message must have arrived within this time (ms). */
const SELF_TEST_MS = 5_000;
const KEEP_ALIVE_MS = 20_000;
const ANSWER_MS = 10_000;
/** The end of a session is waited for this long (ms). */
const LET_GO_MS = 1_000;
const SELF_TEST = "self-test";

export class Listening {
  isLive = false;
  private readonly stopping = new AbortController();
  /** When the first try is over, however it ended. */
  readonly tried: Promise<void>;
  private readonly ended: Promise<void>;

  constructor(private readonly options: ListeningOptions) {
    let onTried = (): void => undefined;
    this.tried = new Promise((resolve) => {
      onTried = resolve;
    });
    this.ended = this.keepListening(onTried);
  }

  /** Resolves when the session is gone, or cannot be ended in order. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const enough = new AbortController();
    // This one keeps the process alive: whoever stops has something to do afterwards.
    const bounded = wait(LET_GO_MS, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([this.ended, bounded]);
    enough.abort();
  }

  private async keepListening(onTried: () => void): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; ) {
      let client: pg.Client | undefined;
      try {
        client = await connect(this.options, failures > 0);
        const gone = endOf(client, this.options.keepAliveMs ?? KEEP_ALIVE_MS, signal);
        gone.catch(() => undefined);
        await Promise.race([this.listen(client), gone]);
        this.isLive = true;
        if (failures > 0) this.options.onRestored();
        failures = 0;
        onTried();
        await gone;
      } catch (error) {
        if (!signal.aborted) this.options.onTrouble(error);
      }
      this.isLive = false;
      onTried();
      failures += 1;
      await letGo(client);
      await wait(backoffMs(failures, RECONNECT), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @throws {Error} when what is sent to the channel does not arrive */
  private async listen(client: pg.Client): Promise<void> {
    const { channelQuery, notify, onPayload } = this.options;
    const { rows } = await client.query<{ channel: string }>(channelQuery);
    const channel = rows[0]?.channel ?? "";
    const ownTest = `${SELF_TEST} ${newId()}`;
    const arrived = new Promise<void>((resolve) => {
      client.on("notification", ({ payload = "" }) => {
        if (payload === ownTest) resolve();
        else if (!payload.startsWith(SELF_TEST)) onPayload(payload);
      });
    });
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    await Promise.race([Promise.all([notify(ownTest), arrived]), notHeard()]);
  }
}

/** The first connection is waited for by somebody; later ones are nobody's reason to stay. */
async function connect(
  { client: config, answerMs = ANSWER_MS }: ListeningOptions,
  isInBackground: boolean,
): Promise<pg.Client> {
  const client = new pg.Client({
    ...config,
    keepAlive: true,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
  // Without a listener of its own an error of the connection would end the process; `end` follows it.
  client.on("error", () => undefined);
  // The driver's client has it, its types do not.
  const { unref } = client as pg.Client & { unref(): void };
  if (isInBackground) unref.call(client);
  try {
    await client.connect();
  } catch (error) {
    await letGo(client);
    throw error;
  }
  unref.call(client);
  return client;
}

/** Rejects when the session is over or does not answer any more. */
async function endOf(client: pg.Client, keepAliveMs: number, signal: AbortSignal): Promise<never> {
  const over = new AbortController();
  const onStop = () => over.abort();
  signal.addEventListener("abort", onStop, { once: true });
  if (signal.aborted) over.abort();
  client.once("error", (error) => over.abort(error));
  client.once("end", () => over.abort(new Error("The session that listens was ended")));
  try {
    for (;;) {
      await wait(keepAliveMs, undefined, { signal: over.signal, ref: false });
      await client.query("select 1");
    }
  } catch (error) {
    throw over.signal.reason ?? error;
  } finally {
    signal.removeEventListener("abort", onStop);
  }
}

async function notHeard(): Promise<never> {
  await wait(SELF_TEST_MS, undefined, { ref: false });
  throw new Error("Notifications do not arrive on the session that listens: is there a pooler in between?");
}

/** A session that cannot be ended in order is left to the operating system. */
async function letGo(client: pg.Client | undefined): Promise<void> {
  if (client === undefined) return;
  await Promise.race([client.end().catch(() => undefined), wait(LET_GO_MS, undefined, { ref: false })]);
}
