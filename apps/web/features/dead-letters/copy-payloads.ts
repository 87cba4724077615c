/** Payloads of events as text, one JSON document a line. */

import type { useTRPCClient } from "@/trpc/client";
import type { Picked } from "./selection";

/** More is an export, not a clipboard. */
export const MOST_COPIED = 50;
/** Of one payload; the read side gives no more at once. */
const MAX_CHARS = 200_000;

export async function payloadLines(
  client: ReturnType<typeof useTRPCClient>,
  events: readonly Picked[],
): Promise<string> {
  const payloads = await Promise.all(
    events
      .slice(0, MOST_COPIED)
      .map(({ id }) => client.run.payload.query({ kind: "eventPayload", id, maxChars: MAX_CHARS })),
  );
  return payloads.flatMap((payload) => (payload === null ? [] : [payload.text])).join("\n");
}
