import { payloadRequest } from "@stageline/engine/read";
import { z } from "zod";
import { attachmentHeaders, streamOf } from "@/server/attachment";
import { openEngine } from "@/server/engine";
import { guarded } from "@/server/guarded";
import { payloadParts } from "@/server/payload-parts";

export const dynamic = "force-dynamic";

const request = payloadRequest
  .pick({ kind: true, id: true })
  .extend({ name: z.string().min(1).max(300).default("value") });

/** All of a stored value, as JSON. */
export const GET = guarded("/api/payload", async (req: Request): Promise<Response> => {
  const asked = request.safeParse(Object.fromEntries(new URL(req.url).searchParams));
  if (!asked.success) return new Response("Which value?", { status: 400 });
  const { read } = await openEngine();
  const parts = payloadParts(read, asked.data);
  return new Response(streamOf(parts), {
    headers: attachmentHeaders(`${asked.data.name}.json`, "application/json; charset=utf-8"),
  });
});
