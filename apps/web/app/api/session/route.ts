import { endSession, openSession, tellSession } from "@/server/access/session";

export const dynamic = "force-dynamic";

export const GET = tellSession;
export const POST = openSession;
export const DELETE = endSession;
