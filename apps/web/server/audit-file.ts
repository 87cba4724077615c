/** The audit log as a file: with everything its hashes cover, so that whoever keeps it can check them. */

import type { AuditFilter, AuditLog } from "@stageline/engine";

const PAGE = 500;

export async function* auditFile(
  audit: Pick<AuditLog, "list">,
  filter: Omit<AuditFilter, "limit" | "beforeSequence">,
): AsyncGenerator<string> {
  let beforeSequence: number | undefined;
  for (;;) {
    const entries = await audit.list({ ...filter, beforeSequence, limit: PAGE });
    if (entries.length > 0) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    if (entries.length < PAGE) return;
    beforeSequence = entries.at(-1)?.sequence;
  }
}
