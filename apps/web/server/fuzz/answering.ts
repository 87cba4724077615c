/** The dashboard's API in this process, with its gate in front: as it is served, but without a socket between. */

import { GET as audit } from "@/app/api/audit/route";
import { GET as exported } from "@/app/api/export/[list]/route";
import { GET as health } from "@/app/api/health/route";
import { GET as live } from "@/app/api/live/route";
import { GET as logs } from "@/app/api/logs/route";
import { GET as payload } from "@/app/api/payload/route";
import { POST as signIn, DELETE as signOut, GET as tellSession } from "@/app/api/session/route";
import { GET as ask, POST as change } from "@/app/api/trpc/[trpc]/route";
import { PEER_HEADER } from "../access/peer";
import { admit } from "../gate/gate-of-process";

type Handler = (request: Request) => Response | Promise<Response>;
type Handlers = Readonly<Record<string, Handler>>;

const HANDLERS: Readonly<Record<string, Handlers>> = {
  "/api/audit": { GET: audit },
  "/api/health": { GET: health },
  "/api/live": { GET: live },
  "/api/logs": { GET: logs },
  "/api/payload": { GET: payload },
  "/api/session": { GET: tellSession, POST: signIn, DELETE: signOut },
};

function handlersOf(pathname: string): Handlers | undefined {
  if (pathname.startsWith("/api/trpc/")) return { GET: ask, POST: change };
  return pathname.startsWith("/api/export/") ? { GET: exported } : HANDLERS[pathname];
}

export interface Answer {
  readonly status: number;
  /** Of a stream that has no end, what comes first. */
  readonly text: string;
}

/** @returns answers one request, each from another machine, so that no address asks too often */
export function answering(): (request: Request) => Promise<Answer> {
  let asked = 0;
  return async (request) => {
    asked += 1;
    const { pathname } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set(PEER_HEADER, `10.0.${Math.floor(asked / 250) % 250}.${asked % 250}`);
    const admission = await admit({ method: request.method, headers, pathname });
    if (!admission.admitted) return { status: admission.status, text: admission.why };
    const handler = handlersOf(pathname)?.[request.method];
    if (handler === undefined) return { status: 404, text: "Nothing here" };
    const response = await handler(new Request(request, { headers }));
    return { status: response.status, text: await textOf(response) };
  };
}

async function textOf(response: Response): Promise<string> {
  const isEndless = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (!isEndless || response.body === null) return response.text();
  const reader = response.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}
