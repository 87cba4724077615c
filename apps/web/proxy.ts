import { type NextRequest, NextResponse } from "next/server";
import { isOwnHost } from "./server/trusted-request";

/** Answers only under host names that are ours, so that a foreign name resolving to this machine reads nothing. */
export function proxy(request: NextRequest) {
  if (isOwnHost(request.headers.get("host"), process.env.STAGELINE_HOSTS)) return NextResponse.next();
  return new NextResponse("Unknown host name. Allow it with STAGELINE_HOSTS.\n", { status: 421 });
}
