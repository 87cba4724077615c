import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { settingsOfProcess } from "./server/access/settings-of-process";
import { DATA_POLICY, NONCE_HEADER, pagePolicy, STRICT_TRANSPORT } from "./server/content-policy";
import { admit } from "./server/gate/gate-of-process";
import { routeOf } from "./server/gate/routes";

/** Lets through what the gate admits; people who came for a page are sent to sign in. */
export async function proxy(request: NextRequest) {
  const { method, headers, nextUrl } = request;
  const admission = await admit({ method, headers, pathname: nextUrl.pathname });
  if (admission.admitted) return routeOf(nextUrl.pathname).kind === "page" ? asPage(headers) : asData();
  if (admission.signIn && isDocument(headers)) {
    const signIn = nextUrl.clone();
    signIn.pathname = "/sign-in";
    signIn.search = `?to=${encodeURIComponent(`${nextUrl.pathname}${nextUrl.search}`)}`;
    return NextResponse.redirect(signIn, { status: 303, headers: { "cache-control": "no-store" } });
  }
  return new NextResponse(`${admission.why}\n`, {
    status: admission.status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": DATA_POLICY,
      ...admission.headers,
    },
  });
}

/** Next finds the nonce in the policy it is asked with, and gives it to the scripts it writes. */
function asPage(asked: Headers): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, { isDevelopment: process.env.NODE_ENV === "development" });
  const headers = new Headers(asked);
  headers.set(NONCE_HEADER, nonce);
  headers.set("content-security-policy", policy);
  return withPolicy(NextResponse.next({ request: { headers } }), policy);
}

const asData = (): NextResponse => withPolicy(NextResponse.next(), DATA_POLICY);

function withPolicy(response: NextResponse, policy: string): NextResponse {
  response.headers.set("content-security-policy", policy);
  if (settingsOfProcess().publicOrigin?.startsWith("https:"))
    response.headers.set("strict-transport-security", STRICT_TRANSPORT);
  return response;
}

/** A page to look at, not its data for a page that is open already. */
const isDocument = (headers: Headers): boolean =>
  headers.get("accept")?.includes("text/html") === true && !headers.has("rsc");
