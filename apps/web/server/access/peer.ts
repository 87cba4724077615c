/**
 * Who is at the other end of the connection.
 *
 * Next hands no socket to pages and routes, and `x-forwarded-for` says what the client wants it to say. So every request
 * is marked when it arrives, before anybody looks at it, over whatever the client sent under that name.
 */

import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** The address of the peer, written by us. A request without it did not come through the server and is refused. */
export const PEER_HEADER = "x-stageline-peer";

/** Marks requests of every HTTP server of this process from now on. */
export function markPeers(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = plainAddress(request.socket.remoteAddress ?? "");
  });
}

/** An IPv4 address as such, also when the socket speaks IPv6. */
export const plainAddress = (address: string): string =>
  address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");

export const isLoopbackAddress = (address: string | null): boolean =>
  address === "::1" || (address !== null && /^127(\.\d{1,3}){3}$/.test(address));
