/** One HTTP request, byte for byte as it is given: clients of libraries tidy addresses and headers up. */

import { connect } from "node:net";

export interface RawRequest {
  readonly port: number;
  readonly method: string;
  /** What stands between method and version: mostly a path, not encoded any further. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** Whom the server sees: limits are counted for each. */
  readonly from?: string;
}

export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

const NEVER_MS = 20_000;
/** Of a stream the beginning is enough. */
const isStream = (text: string): boolean =>
  /^content-type: text\/event-stream/im.test(text) && text.includes("\r\n\r\n");

export const askRaw = ({ port, method, target, headers, body = "", from }: RawRequest): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, localAddress: from ?? "127.0.0.1" });
    let text = "";
    const end = () => {
      socket.destroy();
      const split = text.indexOf("\r\n\r\n");
      const head = split < 0 ? text : text.slice(0, split);
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: split < 0 ? "" : text.slice(split + 4) });
    };
    socket.setEncoding("utf8");
    socket.setTimeout(NEVER_MS, () => {
      socket.destroy();
      reject(new Error(`No answer to ${method} ${target}`));
    });
    socket.on("data", (part: string) => {
      text += part;
      if (isStream(text)) end();
    });
    socket.on("end", end);
    socket.on("error", end);
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const length = body === "" ? "" : `content-length: ${Buffer.byteLength(body)}\r\n`;
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines}${length}connection: close\r\n\r\n${body}`);
  });
