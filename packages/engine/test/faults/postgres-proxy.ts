/**
 * Stands between a client and PostgreSQL and breaks the connection where it hurts: it reads the protocol, so it knows
 * which message makes a change durable and which is the server's answer to it.
 */

import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { type Frame, frameReader, leadingTexts } from "./frames.js";

/**
 * `reply`: the server commits, the client never hears of it. `request`: the server never hears of it. `silence`: nothing
 * passes until {@link PostgresProxy.resume}.
 */
export type Fault = "reply" | "request" | "silence";

export interface PostgresProxy {
  /** The same database through the proxy. */
  readonly url: string;
  /** Breaks the `nth` commit from here on: a `COMMIT`, or a statement that writes on its own. */
  breakCommit(nth: number, fault: Fault): { isBroken(): boolean; disarm(): void };
  /** Cuts every connection. */
  reset(): void;
  /** Nothing passes in either direction until {@link resume}. */
  stall(): void;
  resume(): void;
  close(): Promise<void>;
}

interface Armed {
  left: number;
  readonly fault: Fault;
  readonly onBroken: () => void;
}

export async function openProxy(target: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(target);
  const links = new Set<Link>();
  let armed: Armed | undefined;
  let isStalled = false;
  const onCommit = (): Fault | undefined => {
    if (armed === undefined || --armed.left > 0) return undefined;
    const { fault, onBroken } = armed;
    armed = undefined;
    onBroken();
    return fault;
  };
  const server = createServer((client) => {
    const link = new Link(client, createConnection(Number(port), hostname), onCommit);
    links.add(link);
    if (isStalled) link.stall();
    link.onEnd = () => links.delete(link);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = new URL(target);
  own.port = String((server.address() as AddressInfo).port);
  const all = (act: (link: Link) => void) => {
    for (const link of [...links]) act(link);
  };
  return {
    url: own.href,
    breakCommit(nth, fault) {
      let isBroken = false;
      armed = {
        left: nth,
        fault,
        onBroken: () => {
          isBroken = true;
        },
      };
      const disarm = () => {
        armed = undefined;
      };
      return { isBroken: () => isBroken, disarm };
    },
    reset: () => all((link) => link.cut()),
    stall() {
      isStalled = true;
      all((link) => link.stall());
    },
    resume() {
      isStalled = false;
      all((link) => link.resume());
    },
    async close() {
      all((link) => link.cut());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ENDS_A_TRANSACTION = /^\s*commit\b/i;
const WRITES = /^\s*(insert|update|delete|with)\b/i;

/** One client and its connection to the server. */
class Link {
  onEnd: () => void = () => undefined;
  private readonly statements = new Map<string, string>();
  private isInTransaction = false;
  /** While true what the server says is kept from the client, until it is ready for more: then both are cut. */
  private isSwallowing = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly onCommit: () => Fault | undefined,
  ) {
    const fromClient = frameReader(true);
    const fromServer = frameReader(false);
    client.on("data", (chunk) => {
      for (const frame of fromClient(chunk)) this.toServer(frame);
    });
    server.on("data", (chunk) => {
      for (const frame of fromServer(chunk)) this.toClient(frame);
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.cut());
      socket.on("close", () => this.cut());
    }
  }

  cut(): void {
    this.client.destroy();
    this.server.destroy();
    this.onEnd();
  }

  stall(): void {
    this.client.pause();
    this.server.pause();
    this.client.cork();
    this.server.cork();
  }

  resume(): void {
    this.client.uncork();
    this.server.uncork();
    this.client.resume();
    this.server.resume();
  }

  private toServer(frame: Frame): void {
    if (this.makesDurable(frame)) {
      const fault = this.onCommit();
      if (fault === "request") this.cut();
      if (fault === "silence") this.stall();
      if (fault === "reply") this.isSwallowing = true;
    }
    if (!this.server.destroyed) this.server.write(frame.bytes);
  }

  private toClient(frame: Frame): void {
    const isReady = frame.type === "Z";
    if (isReady) this.isInTransaction = frame.body.toString("latin1", 0, 1) !== "I";
    if (!this.isSwallowing) this.client.write(frame.bytes);
    else if (isReady) this.cut();
  }

  private makesDurable(frame: Frame): boolean {
    const statement = this.statementOf(frame);
    if (statement === undefined) return false;
    return ENDS_A_TRANSACTION.test(statement) || (!this.isInTransaction && WRITES.test(statement));
  }

  /** Of the message that has it carried out: a simple query, or the binding of a prepared statement. */
  private statementOf({ type, body }: Frame): string | undefined {
    if (type === "Q") return leadingTexts(body, 1)[0];
    if (type === "P") {
      const [name = "", text = ""] = leadingTexts(body, 2);
      this.statements.set(name, text);
    }
    if (type !== "B") return undefined;
    const [, name = ""] = leadingTexts(body, 2);
    return this.statements.get(name);
  }
}
