import { expect, test } from "vitest";
import { hasSettings, withDefaults } from "./config-defaults";
import type { StoredWorkflow } from "./workflow";

const stage = (id: string, configSchema: StoredWorkflow["configSchema"]) => ({
  id,
  name: id,
  number: 1,
  maxAttempts: 3,
  timeoutMs: null,
  suspends: false,
  inputSchema: null,
  outputSchema: null,
  configSchema,
});
const workflow: StoredWorkflow = {
  workflowId: "w",
  contentHash: "h",
  name: "w",
  description: null,
  inputSchema: null,
  configSchema: null,
  groups: [
    { number: 1, stages: [stage("plain", null)] },
    {
      number: 2,
      stages: [
        stage("assess", {
          type: "object",
          properties: { policy: { type: "string", default: "mild" }, note: { type: "string" } },
        }),
      ],
    },
  ],
};

test("settings with a default are written out, given ones stay", () => {
  expect(withDefaults(workflow, {})).toEqual({ assess: { policy: "mild" } });
  expect(withDefaults(workflow, { assess: { policy: "strict" }, other: 1 })).toEqual({
    assess: { policy: "strict" },
    other: 1,
  });
});

test("only the named stages are written out", () => {
  expect(withDefaults(workflow, {}, ["plain"])).toEqual({});
  expect(hasSettings(workflow, ["plain"])).toBe(false);
  expect(hasSettings(workflow)).toBe(true);
});
