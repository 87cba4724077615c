/** A bug planted on purpose, and the tests that must notice it. */

export interface Mutant {
  readonly name: string;
  /** What it breaks: a number of the survival list (`7.4`), or of the oracle's invariants (`invariant 7`). */
  readonly breaks: string;
  /** Below `packages/engine/src`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Below `packages/engine/test`. */
  readonly tests: string;
  /** Only tests whose full name matches; a regular expression. */
  readonly titles: string;
}
