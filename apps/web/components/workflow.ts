import type { RunView } from "@stageline/engine/read";

/** A workflow as its workers announced it. */
export type StoredWorkflow = NonNullable<RunView["definition"]>;
