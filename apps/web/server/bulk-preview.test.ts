import { openMemoryStore } from "@stageline/engine/store";
import { expect, test } from "vitest";
import { bulkPreview } from "./bulk-preview";

async function storeOf(...statuses: readonly ("PENDING" | "FAILED" | "COMPLETED")[]) {
  const store = openMemoryStore();
  const ids: string[] = [];
  for (const status of statuses) {
    const run = await store.persistence.createRun({
      workflowId: "w",
      workflowName: "W",
      workflowType: "w",
      input: {},
    });
    await store.persistence.updateRun(run.id, { status });
    ids.push(run.id);
  }
  return { read: store.read, ids };
}

test("says how many runs a filter means, how many of them would be skipped, and shows five", async () => {
  const { read } = await storeOf(
    "PENDING",
    "FAILED",
    "FAILED",
    "FAILED",
    "COMPLETED",
    "COMPLETED",
    "PENDING",
  );

  const all = await bulkPreview(read, { kind: "cancel", target: { filter: {} } });
  const failed = await bulkPreview(read, { kind: "rerun", target: { filter: { status: ["FAILED"] } } });

  expect(all).toMatchObject({ total: 7, skipped: 5, isAtLeast: false });
  expect(all.sample).toHaveLength(5);
  expect(failed).toMatchObject({ total: 3, skipped: 0 });
});

test("a run that is named and does not exist is one that is skipped", async () => {
  const { read, ids } = await storeOf("PENDING", "FAILED");

  const preview = await bulkPreview(read, { kind: "cancel", target: { ids: [...ids, "gone", "gone"] } });

  expect(preview).toMatchObject({ total: 3, skipped: 2 });
  expect(preview.sample).toHaveLength(2);
});

test("what is searched for is counted as at least so many", async () => {
  const { read } = await storeOf("FAILED");

  const preview = await bulkPreview(read, { kind: "rerun", target: { filter: { text: "w" } } });

  expect(preview).toMatchObject({ total: 1, isAtLeast: true });
});
