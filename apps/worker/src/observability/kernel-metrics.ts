/** Counts what the kernel commits. Labels hold ids of workflows, stages and models, never of runs. */

import type { KernelObserver } from "@stageline/engine";
import { Counter, Histogram, type Registry } from "prom-client";
import { boundedLabel } from "./bounded-labels.js";
import { redactedName } from "./redact.js";

/** Different workflows, stages and models that get a label of their own, each. */
const LABELS_MAX = 300;

/** Seconds. A stage may be a lookup or a night's batch. */
const DURATIONS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200, 86_400];
const WRITES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];

export function kernelMetrics(registry: Registry): KernelObserver {
  const registers = [registry];
  const [workflow, stage, model] = [
    boundedLabel(LABELS_MAX),
    boundedLabel(LABELS_MAX),
    boundedLabel(LABELS_MAX),
  ];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `stageline_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) => new Histogram({ name: `stageline_${name}`, help, labelNames, buckets, registers });

  const runsEnded = counter("runs_ended_total", "Runs that ended here", ["workflow", "status"]);
  const runSeconds = histogram("run_duration_seconds", "From start to end of a run", ["workflow"], DURATIONS);
  const stagesEnded = counter("stages_ended_total", "Stage bodies that ended here", [
    "workflow",
    "stage",
    "outcome",
  ]);
  const stageSeconds = histogram(
    "stage_duration_seconds",
    "What a stage body took",
    ["workflow", "stage"],
    DURATIONS,
  );
  const waitSeconds = histogram(
    "job_wait_seconds",
    "From a job being due to a worker beginning it",
    ["workflow"],
    DURATIONS,
  );
  const batchSize = histogram("batch_size", "Items committed together", ["kind"], SIZES);
  const batchSeconds = histogram("batch_duration_seconds", "What committing a batch took", ["kind"], WRITES);
  const aiCalls = counter("ai_calls_total", "Calls of models", ["model", "status"]);
  const aiTokens = counter("ai_tokens_total", "Tokens of calls of models", ["model", "direction"]);
  const aiCost = counter("ai_cost_usd_total", "US dollars of calls of models, as far as prices are known", [
    "model",
  ]);

  return {
    runEnded({ workflowId, status, tookMs }) {
      runsEnded.inc({ workflow: workflow(workflowId), status });
      runSeconds.observe({ workflow: workflow(workflowId) }, tookMs / 1_000);
    },
    stageEnded({ workflowId, stageId, outcome, ranMs, waitedMs }) {
      const labels = { workflow: workflow(workflowId), stage: stage(stageId) };
      stagesEnded.inc({ ...labels, outcome });
      stageSeconds.observe(labels, ranMs / 1_000);
      if (waitedMs !== undefined) waitSeconds.observe({ workflow: labels.workflow }, waitedMs / 1_000);
    },
    batchWritten({ kind, size, tookMs }) {
      batchSize.observe({ kind }, size);
      batchSeconds.observe({ kind }, tookMs / 1_000);
    },
    aiCallEnded({ modelKey, status, inputTokens, outputTokens, cost }) {
      const label = { model: model(redactedName(modelKey)) };
      aiCalls.inc({ ...label, status });
      aiTokens.inc({ ...label, direction: "input" }, countable(inputTokens));
      aiTokens.inc({ ...label, direction: "output" }, countable(outputTokens));
      aiCost.inc(label, countable(cost));
    },
  };
}

/** A counter throws at what is not a number above zero, and an observer must not throw. */
const countable = (amount: number): number => (Number.isFinite(amount) && amount > 0 ? amount : 0);
