/** A process of a simulated world: a kernel whose every call of the store is a turn, and may be the last one. */

import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import type { Timers } from "../../src/kernel/timers.js";
import type { KernelStore } from "../../src/ports/kernel-store.js";
import { ProcessDiedError, ReplyLostError } from "../../src/testing/crash-points.js";
import { skewed } from "../../src/testing/fake-clock.js";
import { type Gate, gatedStore, type StoreCall } from "../../src/testing/gated-store.js";
import type { Actor } from "./scheduler.js";
import { SHAPES } from "./shapes.js";
import type { World } from "./world.js";

export interface ProcessOptions {
  readonly name: string;
  /** Milliseconds by which its clock is wrong. */
  readonly skewMs: number;
  /** Whether it may die. */
  readonly isMortal: boolean;
}

export class SimulatedProcess implements Actor {
  readonly name: string;
  readonly kernel: Kernel;
  readonly store: KernelStore;
  isGone = false;
  /** It gets no turn before this step. */
  frozenUntil = 0;
  private readonly broken = new WeakSet<object>();

  constructor(
    readonly world: World,
    private readonly options: ProcessOptions,
  ) {
    this.name = options.name;
    this.store = gatedStore(world.store, this.gate());
    this.kernel = createKernel({
      store: this.store,
      workflows: SHAPES,
      workerId: options.name,
      clock: skewed(world.clock, options.skewMs),
      timers: this.timers(),
      observer: {},
    });
  }

  /** Waits for the process's turn. */
  turn(what: string, inSteps?: number): Promise<void> {
    return this.world.scheduler.turn(this, what, inSteps);
  }

  die(): void {
    this.isGone = true;
    this.world.scheduler.release(this);
  }

  private gate(): Gate {
    const { random, scheduler } = this.world;
    const mayDie = (call: StoreCall) => {
      if (this.isGone) throw new ProcessDiedError(call.name);
      if (!this.options.isMortal || !random.chance(this.world.faults.crash)) return;
      this.die();
      throw new ProcessDiedError(call.name);
    };
    return {
      before: (call) => {
        mayDie(call);
        const { transaction, name } = call;
        if (transaction !== undefined) {
          if (this.broken.has(transaction)) throw new ReplyLostError(name);
          // Nobody else writes meanwhile: turns inside change only what readers see.
          const isOpen = name !== "transaction.begin" && name !== "transaction.commit";
          if (isOpen && !this.world.faults.isFineGrained) return;
        }
        return scheduler.turn(this, name).then(() => {
          if (this.isGone) throw new ProcessDiedError(name);
        });
      },
      after: (call) => {
        const { transaction, name } = call;
        if (random.chance(this.world.faults.lostReply)) {
          if (transaction !== undefined) this.broken.add(transaction);
          throw new ReplyLostError(name);
        }
        mayDie(call);
        if (transaction !== undefined && name !== "transaction.commit") return;
        if (!random.chance(this.world.faults.lateReply)) return;
        return scheduler.turn(this, "reply").then(() => {
          if (this.isGone) throw new ProcessDiedError(name);
        });
      },
      letsThrough: () => !this.isGone,
    };
  }

  /** A timer goes off at any turn: nothing may depend on how soon. */
  private timers(): Timers {
    const later = (what: string, callback: () => void) =>
      this.world.scheduler.later(this, what, () => {
        if (!this.isGone) callback();
      });
    return {
      soon: (callback) => void later("soon", callback),
      after: (_ms, callback) => later("timer", callback),
    };
  }
}
