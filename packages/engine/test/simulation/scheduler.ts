/**
 * Decides who goes on: everybody who waits for something outside waits here for a turn, one gets it, and the next is
 * chosen when nothing moves any more. With the same choices the same happens, step by step.
 */

export interface Turn {
  /** Whose turn it is to be. */
  readonly actor: Actor;
  readonly what: string;
  /** Not before this step. */
  readonly notBefore: number;
  readonly go: () => void;
}

/** A process or a client. */
export interface Actor {
  readonly name: string;
}

export class Scheduler {
  /** In the order in which they came. */
  readonly waiting: Turn[] = [];
  /** What happened so far, as a number: the same for the same history. */
  hash = 0x811c9dc5;
  steps = 0;

  /** @param onStep told of every turn, for whoever wants to read the history */
  constructor(private readonly onStep?: (turn: Turn) => void) {}

  /** @param inSteps how many others have their turn before. Default 0 */
  turn(actor: Actor, what: string, inSteps = 0): Promise<void> {
    return new Promise((go) => {
      this.waiting.push({ actor, what, go, notBefore: this.steps + inSteps });
    });
  }

  /** Calls back at a turn, unless it is cancelled before. */
  later(actor: Actor, what: string, go: () => void): { cancel(): void } {
    const turn = { actor, what, go, notBefore: 0 };
    this.waiting.push(turn);
    return {
      cancel: () => {
        const place = this.waiting.indexOf(turn);
        if (place >= 0) this.waiting.splice(place, 1);
      },
    };
  }

  /** Gives turns until `choose` names nobody. */
  run(choose: (waiting: readonly Turn[]) => Turn | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          const turn = choose(this.waiting);
          if (turn === undefined) {
            resolve();
            return;
          }
          this.give(turn);
          whenQuiet(step);
        } catch (error) {
          reject(error);
        }
      };
      whenQuiet(step);
    });
  }

  /** Lets all of an actor's turns happen at once, in their order: what it still wanted fails, or is nobody's business. */
  release(actor: Actor): void {
    for (const turn of this.waiting.filter((each) => each.actor === actor)) this.give(turn);
  }

  note(text: string): void {
    let hash = this.hash;
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    this.hash = hash;
  }

  private give(turn: Turn): void {
    this.waiting.splice(this.waiting.indexOf(turn), 1);
    this.steps += 1;
    this.note(turn.actor.name);
    this.note(turn.what);
    this.onStep?.(turn);
    turn.go();
  }
}

/**
 * Calls back when every promise that can go on has gone on. A tick asked for by a microtask comes after all
 * microtasks, also those that they bring forth.
 */
function whenQuiet(callback: () => void): void {
  queueMicrotask(() => process.nextTick(callback));
}
