import { openEngine } from "@/server/engine";
import { answerExport } from "@/server/export/answer-export";
import { guarded } from "@/server/guarded";

export const dynamic = "force-dynamic";

/** A list as a file. */
export const GET = guarded("/api/export/[list]", async (req: Request): Promise<Response> => {
  const { pathname, searchParams } = new URL(req.url);
  const { read } = await openEngine();
  return answerExport(read, pathname.split("/").at(-1) ?? "", searchParams);
});
