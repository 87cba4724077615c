/** A run that was given a great deal. */

import type { Store } from "@stageline/engine/store";

/** @returns its id */
export async function bigRun(store: Store, chars: number): Promise<string> {
  const line = (index: number) => ({
    id: index,
    name: index === 0 ? "first line" : `package-${index}`,
    licences: ["MIT", "Apache-2.0"],
    size: { files: index % 97, bytes: index * 31 },
    text: "Permission is hereby granted, free of charge, to any person obtaining a copy",
  });
  const count = Math.ceil(chars / (JSON.stringify(line(10_000)).length + 1));
  const run = await store.persistence.createRun({
    workflowId: "big-values",
    workflowName: "Big values",
    workflowType: "big-values",
    input: Array.from({ length: count }, (_, index) => line(index)),
  });
  return run.id;
}
