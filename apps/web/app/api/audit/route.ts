import { auditFilter } from "@/features/settings/audit-filter";
import { attachmentHeaders, streamOf } from "@/server/attachment";
import { auditFile } from "@/server/audit-file";
import { openEngine } from "@/server/engine";
import { guarded } from "@/server/guarded";

export const dynamic = "force-dynamic";

const request = auditFilter.omit({ beforeSequence: true, limit: true });

/** All entries that match, newest first, one JSON object a line. */
export const GET = guarded("/api/audit", async (req) => {
  const asked = request.safeParse(Object.fromEntries(new URL(req.url).searchParams));
  if (!asked.success) return new Response("Which entries?\n", { status: 400 });
  const { audit } = await openEngine();
  const type = "application/x-ndjson; charset=utf-8";
  return new Response(streamOf(auditFile(audit, asked.data)), {
    headers: attachmentHeaders("audit-log.ndjson", type),
  });
});
