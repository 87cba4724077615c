/** People and programs that start runs, end them early, and run them again. */

import { isTerminal } from "../../src/domain/status.js";
import type { CommandInput } from "../../src/kernel/kernel.js";
import type { Acknowledgement } from "../../src/testing/oracle.js";
import { SHAPES } from "./shapes.js";
import { SimulatedProcess } from "./simulated-process.js";

export class Client extends SimulatedProcess {
  readonly acknowledged: Acknowledgement[] = [];
  /** Facts that were acknowledged. */
  readonly stated: string[] = [];
  private readonly cancelled = new Set<string>();
  /** From the first try on nobody knows how the run ends: it may be run again though the answer is lost. */
  private readonly rerun = new Set<string>();

  /** Runs that must be found CANCELLED. */
  get toldCancelled(): string[] {
    return [...this.cancelled].filter((runId) => !this.rerun.has(runId));
  }

  /** Starts a run, and meddles with it while it works. */
  async useRun(number: number): Promise<void> {
    const { random } = this.world;
    await this.turn("a run is wanted", random.below(10));
    const runId = await this.create(number);
    if (runId === undefined) return;
    const acts = [
      ...(random.chance(0.4) ? [() => this.cancel(runId)] : []),
      ...(random.chance(0.3) ? [() => this.runAgain(runId), () => this.runAgain(runId)] : []),
      ...(random.chance(0.3) ? [() => this.transition(runId)] : []),
      ...(random.chance(0.2) ? [() => this.state(runId)] : []),
    ];
    await Promise.all(
      acts.map(async (act) => {
        await this.turn("meddles", random.below(40));
        await this.twice(act);
      }),
    );
  }

  private async create(number: number): Promise<string | undefined> {
    const { random } = this.world;
    const hasKey = random.chance(0.5);
    const command: CommandInput<"run.create"> = {
      workflowId: random.pick(SHAPES).id,
      input: `input ${number}`,
      priority: random.below(2),
      ...(hasKey ? { idempotencyKey: `key ${number}` } : { runId: `run ${number}` }),
    };
    let created: string | undefined;
    const once = async () => {
      const { runId } = await this.kernel.dispatch("run.create", command);
      this.acknowledged.push({ runId, ...(hasKey ? { idempotencyKey: `key ${number}` } : {}) });
      created = runId;
    };
    for (let tries = 0; tries < 3 && created === undefined; tries++) await this.twice(once);
    return created;
  }

  private async cancel(runId: string): Promise<void> {
    const answer = await this.kernel.dispatch("run.cancel", { runId });
    if (answer.cancelled) this.cancelled.add(runId);
  }

  private async runAgain(runId: string): Promise<void> {
    const status = await this.store.persistence.getRunStatus(runId);
    if (status === null || !isTerminal(status)) return;
    this.rerun.add(runId);
    const stages = await this.store.persistence.getStagesByRun(runId);
    const stageId = stages.length === 0 ? "a" : this.world.random.pick(stages).stageId;
    await this.kernel.dispatch("run.rerunFrom", { runId, stageId });
  }

  private async transition(runId: string): Promise<void> {
    await this.kernel.dispatch("run.transition", { runId });
  }

  private async state(runId: string): Promise<void> {
    await this.kernel.dispatch("annotations.attach", {
      runId,
      annotations: [{ key: "Review.verdict", value: "good", idempotencyKey: "once", emitEvent: true }],
    });
    this.stated.push(runId);
  }

  private async twice(act: () => Promise<void>): Promise<void> {
    const { random, faults } = this.world;
    const times = random.chance(faults.duplicate) ? 2 : 1;
    await Promise.all(
      Array.from({ length: times }, () => act().catch((error) => this.world.tolerate(error))),
    );
  }
}
