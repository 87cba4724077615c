import { openEngine } from "@/server/engine";
import { answerExport } from "@/server/export/answer-export";

export const dynamic = "force-dynamic";

/** A list as a file. */
export async function GET(
  req: Request,
  { params }: { params: Promise<{ list: string }> },
): Promise<Response> {
  const [{ list }, { read }] = await Promise.all([params, openEngine()]);
  return answerExport(read, list, new URL(req.url).searchParams);
}
