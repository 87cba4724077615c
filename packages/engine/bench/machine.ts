/** Where figures come from: without it they mean nothing. */

import os from "node:os";
import type { BenchServer } from "./server.js";

export async function describeMachine(server: BenchServer): Promise<string> {
  const { version, fsync } = await server.facts();
  const [cpu] = os.cpus();
  const load = os.loadavg().map((average) => average.toFixed(1));
  return [
    `${cpu?.model.trim() ?? "unknown CPU"}, ${os.availableParallelism()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB`,
    `load before the start ${load.join(" ")}`,
    `Node ${process.versions.node}, PostgreSQL ${version}, fsync ${fsync}`,
    new Date().toISOString().slice(0, 10),
  ].join("; ");
}
