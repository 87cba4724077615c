/**
 * One simulated world: a store in memory, workers that share it, a client, and trouble. Everything that happens follows
 * from the seed.
 *
 * First a time of faults; then they stop, what is under way comes to its end, late ones wake up during one repair, and
 * after one last sweep everything must be as it should.
 */

import { MemoryDatabase } from "../../src/adapters/memory/database.js";
import { openMemoryStore } from "../../src/adapters/memory/store.js";
import type { Store } from "../../src/store.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { createOracle, type Execution, memoryFacts, type Oracle } from "../../src/testing/oracle.js";
import { type SeededRandom, seededRandom } from "../../src/testing/seeded-random.js";
import { workAs } from "./bodies.js";
import { Client } from "./client.js";
import { BEYOND_LEASES_MS, SKEWS_MS } from "./durations.js";
import { drawFaults, type Faults, NO_FAULTS } from "./faults.js";
import { Scheduler, type Turn } from "./scheduler.js";
import { type Context, setBody } from "./shapes.js";
import { SimulatedProcess } from "./simulated-process.js";
import { isTolerable } from "./tolerable.js";
import { Worker } from "./worker.js";

interface Delivery {
  readonly workflowRunId: string;
  readonly stageId: string;
  readonly stageAttempt: number;
  readonly attempt: number;
}

export class World {
  readonly clock = new FakeClock();
  readonly database = new MemoryDatabase({ clock: this.clock });
  readonly store: Store = openMemoryStore({ database: this.database });
  readonly oracle: Oracle = createOracle(memoryFacts(this.database));
  readonly random: SeededRandom;
  readonly scheduler: Scheduler;
  readonly client: Client;
  readonly executions: Execution[] = [];
  /** How often stages of a run asked a model. */
  readonly questions = new Map<string, number>();
  /** What nobody should ever see. */
  readonly surprises: string[] = [];
  isHealing = false;
  private readonly trouble: Faults;
  private readonly holders = new Map<string, SimulatedProcess>();
  private workers: Worker[] = [];
  private made = 0;

  constructor(seed: number, onStep?: (turn: Turn) => void) {
    this.random = seededRandom(seed);
    this.scheduler = new Scheduler(onStep);
    this.trouble = drawFaults(this.random);
    this.client = new Client(this, { name: "client", skewMs: this.skew(), isMortal: false });
    setBody((ctx) => this.body(ctx));
  }

  get faults(): Faults {
    return this.isHealing ? NO_FAULTS : this.trouble;
  }

  async live(): Promise<void> {
    const { random, scheduler, client } = this;
    for (let count = random.pick([1, 2, 2, 3]); count > 0; count--) this.hire();
    const runs = random.pick([1, 1, 1, 1, 2, 3]);
    let using = runs;
    for (let number = 0; number < runs; number++) {
      void client.useRun(number).finally(() => {
        using -= 1;
      });
    }
    void this.watch();
    const until = 40 + random.below(160);
    await scheduler.run((waiting) =>
      scheduler.steps >= until || (using === 0 && this.haveRunsEnded()) ? undefined : this.next(waiting),
    );
    await this.heal();
  }

  /** A job is about to be executed by this process. */
  delivered({ process, ...delivery }: Delivery & { readonly process: SimulatedProcess }): void {
    const { workflowRunId, stageId, stageAttempt, attempt } = delivery;
    this.holders.set(`${workflowRunId} ${stageId} ${stageAttempt} ${attempt}`, process);
  }

  /** A stage of the run asks a model. */
  asked(runId: string): void {
    this.questions.set(runId, (this.questions.get(runId) ?? 0) + 1);
  }

  tolerate(error: unknown): void {
    if (!isTolerable(error))
      this.surprises.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  private async body(ctx: Context): Promise<void> {
    const { runId, stageId, attempt, delivery } = ctx;
    this.executions.push({ runId, stageId, attempt, delivery });
    const process = this.holders.get(`${runId} ${stageId} ${attempt} ${delivery}`);
    if (process === undefined) throw new Error(`Nobody was given delivery ${delivery} of ${stageId}`);
    await workAs(process, ctx);
  }

  /** Chooses who goes on, after what happens by itself. */
  private next(waiting: readonly Turn[]): Turn | undefined {
    const { random, trouble, clock, scheduler } = this;
    if (random.chance(0.4)) clock.advance(1 + random.below(3));
    if (random.chance(trouble.longPause)) clock.advance(BEYOND_LEASES_MS);
    if (random.chance(trouble.freeze))
      random.pick(this.workers).frozenUntil = scheduler.steps + random.below(120);
    this.replaceTheDead();
    return this.oneOf(waiting, scheduler.steps);
  }

  /** Any that is not frozen; if all are, they thaw. */
  private oneOf(waiting: readonly Turn[], step: number): Turn | undefined {
    if (waiting.length === 0) return undefined;
    const start = this.random.below(waiting.length);
    for (let offset = 0; offset < waiting.length; offset++) {
      const turn = waiting[(start + offset) % waiting.length];
      if (turn !== undefined && !isFrozen(turn, step)) return turn;
    }
    return waiting[start];
  }

  private async heal(): Promise<void> {
    const { scheduler, random, clock } = this;
    this.isHealing = true;
    // Who is frozen sleeps on until the others have repaired what it left.
    const isLate = (turn: Turn) => isFrozen(turn, scheduler.steps);
    await scheduler.run((waiting) => this.anyOf(waiting.filter((turn) => !isLate(turn))));
    if (scheduler.waiting.length > 0) {
      clock.advance(BEYOND_LEASES_MS);
      void this.repairer()
        .repair()
        .catch((error) => this.tolerate(error));
      await scheduler.run((waiting) => {
        const awake = waiting.filter((turn) => !isLate(turn));
        return random.chance(0.1) || awake.length === 0 ? this.anyOf(waiting) : random.pick(awake);
      });
    }
    clock.advance(BEYOND_LEASES_MS);
    let isRepaired = false;
    this.repairer()
      .repair()
      .then(
        () => {
          isRepaired = true;
        },
        (error) => this.tolerate(error),
      );
    await scheduler.run((waiting) => this.anyOf(waiting));
    if (!isRepaired) this.surprises.push("The repair never came to its end");
  }

  private anyOf(waiting: readonly Turn[]): Turn | undefined {
    return waiting.length === 0 ? undefined : this.random.pick(waiting);
  }

  private repairer(): Worker {
    return new Worker(this, { name: "repairer", skewMs: 0, isMortal: false });
  }

  private async watch(): Promise<void> {
    for (let looks = this.random.below(3); looks > 0; looks--) {
      await this.client.turn("look", 10 + this.random.below(30));
      await this.oracle.observe();
    }
  }

  private haveRunsEnded(): boolean {
    const { tables } = this.database.moment();
    return tables.runs.in("status", "PENDING").length + tables.runs.in("status", "RUNNING").length === 0;
  }

  private replaceTheDead(): void {
    const alive = this.workers.filter(({ isGone }) => !isGone);
    const dead = this.workers.length - alive.length;
    if (dead === 0) return;
    this.workers = alive;
    for (let count = 0; count < dead; count++) this.hire();
  }

  private hire(): void {
    this.made += 1;
    const worker = new Worker(this, { name: `worker ${this.made}`, skewMs: this.skew(), isMortal: true });
    this.workers.push(worker);
    void worker.work();
  }

  private skew(): number {
    return this.random.pick(SKEWS_MS);
  }
}

const isFrozen = ({ actor, notBefore }: Turn, step: number): boolean =>
  notBefore > step || (actor instanceof SimulatedProcess && actor.frozenUntil > step);
