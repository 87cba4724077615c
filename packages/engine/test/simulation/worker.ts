/** What a worker process does all day, in any order. */

import { ALL } from "../../src/adapters/memory/tables.js";
import type { BegunStage } from "../../src/ports/begun-stage.js";
import type { Lease, LeasedJob } from "../../src/ports/job-queue.js";
import { LEASE_MS, RETRY_WAIT_MS } from "./durations.js";
import { SHAPES } from "./shapes.js";
import { SimulatedProcess } from "./simulated-process.js";

const SLOTS = 3;
const WORKFLOW_IDS = SHAPES.map(({ id }) => id);

export class Worker extends SimulatedProcess {
  private readonly held = new Map<string, { readonly lease: Lease; readonly abort: AbortController }>();

  /** Until it dies or faults stop. */
  async work(): Promise<void> {
    while (!this.isGone && !this.world.isHealing) {
      await this.turn("idle", 2);
      if (this.isGone || this.world.isHealing) return;
      const act = this.choose();
      const { random, faults } = this.world;
      const times = random.chance(faults.duplicate) ? 2 : 1;
      await Promise.all(
        Array.from({ length: times }, () => act().catch((error) => this.world.tolerate(error))),
      );
    }
  }

  /** One sweep, then work until nothing is left to do. */
  async repair(): Promise<void> {
    const { kernel, world } = this;
    await kernel.dispatch("lease.reapStale", {});
    world.clock.advance(1);
    await kernel.dispatch("run.reapStuck", { quietMs: 0 });
    for (let passes = 0; passes < 40; passes++) {
      await kernel.dispatch("run.claimPending", {});
      const begun = await kernel.dispatch("job.begin", { limit: 20, leaseMs: LEASE_MS });
      await Promise.all(begun.map((job) => this.execute(job)));
      if (begun.length > 0) continue;
      if ((await world.store.jobs.listJobs({ status: ["PENDING"] })).length === 0) return;
      world.clock.advance(RETRY_WAIT_MS);
    }
  }

  /** Mostly something that there is a reason for. */
  private choose(): () => Promise<unknown> {
    const { kernel, world } = this;
    const { random } = world;
    const { tables, now } = world.database.moment();
    const isFutile = () => random.chance(0.1);
    if (random.chance(0.1)) return () => kernel.dispatch("run.reapStuck", { quietMs: 0 });
    if (random.chance(0.2) && (this.held.size > 0 || isFutile())) return () => this.renew();
    const lost = tables.jobs
      .in("lease", ALL)
      .some(({ leaseUntil }) => leaseUntil !== null && leaseUntil <= now);
    if (random.chance(0.5) && (lost || isFutile())) return () => kernel.dispatch("lease.reapStale", {});
    const isPending = tables.runs.in("claim", ALL).length > 0;
    if (random.chance(0.5) && (isPending || isFutile()))
      return () => kernel.dispatch("run.claimPending", { limit: 2 });
    const isDue = tables.jobs.in("claim", ALL).some(({ runAt }) => runAt <= now);
    if (!isDue && !isFutile()) return async () => undefined;
    return random.chance(0.5) ? () => this.beginSome() : () => this.claimSome();
  }

  private async beginSome(): Promise<void> {
    const limit = SLOTS - this.held.size;
    if (limit <= 0) return;
    const begun = await this.kernel.dispatch("job.begin", { limit, leaseMs: LEASE_MS });
    for (const job of begun) void this.execute(job);
  }

  private async claimSome(): Promise<void> {
    const limit = SLOTS - this.held.size;
    if (limit <= 0) return;
    const claim = { workerId: this.name, limit, leaseMs: LEASE_MS, workflowIds: WORKFLOW_IDS };
    for (const job of await this.store.jobs.claim(claim)) {
      // Some are given back untouched, as a worker does that is told to stop.
      if (this.world.random.chance(0.1)) await this.store.jobs.release([job]);
      else void this.execute(job);
    }
  }

  private async execute(job: LeasedJob | BegunStage): Promise<void> {
    const { jobId, leaseToken, ...leased } = "stage" in job ? job.job : job;
    const { random, faults } = this.world;
    const abort = new AbortController();
    this.held.set(leaseToken, { lease: { jobId, leaseToken }, abort });
    this.world.delivered({ ...leased, process: this });
    try {
      await this.kernel.dispatch("job.execute", { job, signal: abort.signal });
      // The same delivery once more, when it is over: nothing may come of it.
      if (!("stage" in job) && random.chance(faults.duplicate))
        await this.kernel.dispatch("job.execute", { job });
    } catch (error) {
      this.world.tolerate(error);
    } finally {
      this.held.delete(leaseToken);
    }
  }

  private async renew(): Promise<void> {
    const held = [...this.held.values()];
    if (held.length === 0) return;
    const lost = new Set(
      await this.store.jobs.heartbeat(
        held.map(({ lease }) => lease),
        LEASE_MS,
      ),
    );
    for (const { lease, abort } of held) if (lost.has(lease.jobId)) abort.abort();
  }
}
