/** The workflows of synthetic history: invented, and marked so in id and name. */

import type { StoredWorkflow } from "@stageline/engine";

/** Begins the id of every synthetic workflow: by it they are told from others, and removed. */
export const SYNTHETIC = "synthetic-";

export interface SyntheticStage {
  readonly id: string;
  readonly name: string;
  readonly group: number;
  /** 1-based, over all groups. */
  readonly number: number;
  readonly model: SyntheticModel;
  /** Typical milliseconds. */
  readonly typicalMs: number;
}

export interface SyntheticModel {
  readonly key: string;
  readonly provider: string;
  /** US dollars per million tokens. */
  readonly input: number;
  readonly output: number;
}

export interface SyntheticWorkflow {
  readonly id: string;
  readonly name: string;
  /** Share of all runs, relative to the others. */
  readonly weight: number;
  readonly stages: readonly SyntheticStage[];
}

const SMALL: SyntheticModel = { key: "haiku-small", provider: "anthropic", input: 0.8, output: 4 };
const MIDDLE: SyntheticModel = { key: "gpt-middle", provider: "openai", input: 2.5, output: 10 };
const LARGE: SyntheticModel = { key: "sonnet-large", provider: "anthropic", input: 3, output: 15 };

type StageSketch = readonly [
  id: string,
  name: string,
  group: number,
  model: SyntheticModel,
  typicalMs: number,
];

const workflow = (
  id: string,
  name: string,
  weight: number,
  stages: readonly StageSketch[],
): SyntheticWorkflow => ({
  id: `${SYNTHETIC}${id}`,
  name: `${name} (synthetic)`,
  weight,
  stages: stages.map(([stageId, stageName, group, model, typicalMs], index) => ({
    id: stageId,
    name: stageName,
    group,
    number: index + 1,
    model,
    typicalMs,
  })),
});

/** Five stages each. */
export const WORKFLOWS: readonly SyntheticWorkflow[] = [
  workflow("invoice-intake", "Invoice intake", 50, [
    ["read", "Read document", 1, SMALL, 2_000],
    ["extract", "Extract fields", 2, MIDDLE, 6_000],
    ["match-supplier", "Match supplier", 2, SMALL, 1_500],
    ["decide", "Decide", 3, LARGE, 4_000],
    ["book", "Book", 4, SMALL, 700],
  ]),
  workflow("support-triage", "Support triage", 30, [
    ["classify", "Classify", 1, SMALL, 900],
    ["retrieve", "Find similar tickets", 2, SMALL, 1_200],
    ["answer", "Draft answer", 3, LARGE, 9_000],
    ["check", "Check answer", 4, MIDDLE, 3_000],
    ["send", "Send", 5, SMALL, 400],
  ]),
  workflow("contract-review", "Contract review", 15, [
    ["split", "Split clauses", 1, SMALL, 3_000],
    ["risks", "Find risks", 2, LARGE, 40_000],
    ["terms", "Compare terms", 2, LARGE, 25_000],
    ["summarize", "Summarize", 3, MIDDLE, 12_000],
    ["report", "Report", 4, SMALL, 2_000],
  ]),
  workflow("nightly-digest", "Nightly digest", 5, [
    ["collect", "Collect", 1, SMALL, 20_000],
    ["rank", "Rank", 2, SMALL, 15_000],
    ["write", "Write", 3, MIDDLE, 60_000],
    ["translate", "Translate", 4, MIDDLE, 90_000],
    ["publish", "Publish", 5, SMALL, 1_000],
  ]),
];

/** Why synthetic stages fail: few kinds, each with details that differ. */
export const FAILURES: readonly ((detail: number) => { message: string; code: string })[] = [
  (detail) => ({ message: `429 from the model: retry in ${detail % 60} s`, code: "RATE_LIMITED" }),
  (detail) => ({ message: `The answer is no valid JSON at position ${detail}`, code: "INVALID_OUTPUT" }),
  (detail) => ({ message: `Timed out after ${30 + (detail % 90)} s`, code: "STAGE_TIMEOUT" }),
  (detail) => ({ message: `Document ${detail} has no pages`, code: "STAGE_FAILED" }),
  (detail) => ({ message: `connect ECONNREFUSED 10.0.0.${detail % 250}:5432`, code: "STAGE_FAILED" }),
];

/** As a worker would announce it, so that the dashboard knows its groups. */
export const definitionOf = ({ id, name, stages }: SyntheticWorkflow): StoredWorkflow => ({
  workflowId: id,
  contentHash: "synthetic",
  name,
  description: "Invented history. No worker carries it out.",
  groups: [...new Set(stages.map(({ group }) => group))].map((number) => ({
    number,
    stages: stages
      .filter(({ group }) => group === number)
      .map((stage) => ({
        id: stage.id,
        name: stage.name,
        number: stage.number,
        maxAttempts: 3,
        timeoutMs: null,
        suspends: false,
        inputSchema: null,
        outputSchema: null,
        configSchema: null,
      })),
  })),
  inputSchema: null,
  configSchema: null,
});
