import { type NextRequest, NextResponse } from "next/server";
import { admit } from "./server/gate/gate-of-process";

/** Lets through what the gate admits; people who came for a page are sent to sign in. */
export async function proxy(request: NextRequest) {
  const { method, headers, nextUrl } = request;
  const admission = await admit({ method, headers, pathname: nextUrl.pathname });
  if (admission.admitted) return NextResponse.next();
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
      ...admission.headers,
    },
  });
}

/** A page to look at, not its data for a page that is open already. */
const isDocument = (headers: Headers): boolean =>
  headers.get("accept")?.includes("text/html") === true && !headers.has("rsc");
