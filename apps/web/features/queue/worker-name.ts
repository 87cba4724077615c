import type { WorkerView } from "@stageline/engine/read";

/** Host and process: what an operator would look for. */
export const workerName = ({ host, pid }: WorkerView): string => `${host}:${pid}`;
