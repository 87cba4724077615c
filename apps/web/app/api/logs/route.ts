import { attemptNumber, logViewFilter } from "@stageline/engine/read";
import { z } from "zod";
import { levelsFrom } from "@/features/run/logs/levels";
import { attachmentHeaders, streamOf } from "@/server/attachment";
import { openEngine } from "@/server/engine";
import { guarded } from "@/server/guarded";
import { logFile } from "@/server/log-file";

export const dynamic = "force-dynamic";

const request = logViewFilter.pick({ runId: true, stageId: true, text: true }).extend({
  attempt: z.coerce.number().pipe(attemptNumber).optional(),
  level: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]).default("DEBUG"),
  as: z.enum(["log", "ndjson"]).default("log"),
});

/** All lines of a run that match, oldest first. */
export const GET = guarded("/api/logs", async (req: Request): Promise<Response> => {
  const asked = request.safeParse(Object.fromEntries(new URL(req.url).searchParams));
  if (!asked.success) return new Response("Which lines?", { status: 400 });
  const { as, level, ...filter } = asked.data;
  const { read } = await openEngine();
  const lines = logFile(read, { ...filter, ...(level !== "DEBUG" && { level: levelsFrom(level) }) }, as);
  const type = as === "log" ? "text/plain; charset=utf-8" : "application/x-ndjson; charset=utf-8";
  return new Response(streamOf(lines), { headers: attachmentHeaders(`${filter.runId}.${as}`, type) });
});
