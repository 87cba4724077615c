/** The dashboard's API in this process, with its gate in front: as it is served, but without a socket between. */

import { DEFAULT_POLICY } from "@stageline/engine";
import { GET as audit } from "@/app/api/audit/route";
import { GET as health } from "@/app/api/health/route";
import { GET as logs } from "@/app/api/logs/route";
import { GET as payload } from "@/app/api/payload/route";
import { POST as signIn, DELETE as signOut, GET as tellSession } from "@/app/api/session/route";
import { GET as ask, POST as change } from "@/app/api/trpc/[trpc]/route";
import { PEER_HEADER } from "../access/peer";
import type { Principal } from "../access/principal";
import { settingsOfProcess } from "../access/settings-of-process";
import { createGate } from "../gate/gate";

type Handler = (request: Request) => Response | Promise<Response>;

const HANDLERS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  "/api/audit": { GET: audit },
  "/api/health": { GET: health },
  "/api/logs": { GET: logs },
  "/api/payload": { GET: payload },
  "/api/session": { GET: tellSession, POST: signIn, DELETE: signOut },
};

const LOCAL: Omit<Principal, "id"> = { name: "local", role: "admin", kind: "token" };

/** @returns answers one request as somebody new, so that nobody asks too often */
export function answering(): (request: Request) => Promise<Response> {
  let asked = 0;
  const admit = createGate({
    settings: settingsOfProcess(),
    principal: async () => ({ ...LOCAL, id: `caller ${asked}` }),
    policy: async () => DEFAULT_POLICY,
  });
  return async (request) => {
    asked += 1;
    const { pathname } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set(PEER_HEADER, `127.0.0.${asked % 250}`);
    const admission = await admit({ method: request.method, headers, pathname });
    if (!admission.admitted) return new Response(admission.why, { status: admission.status });
    const handlers = pathname.startsWith("/api/trpc/") ? { GET: ask, POST: change } : HANDLERS[pathname];
    const handler = handlers?.[request.method as "GET"];
    if (handler === undefined) return new Response("Nothing here", { status: 404 });
    return handler(new Request(request, { headers }));
  };
}
