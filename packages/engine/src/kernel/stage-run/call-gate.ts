/**
 * Stands before the calls of models that a stage makes: lets none through whose budget is used up.
 *
 * A call that is not let through holds the whole stage, whatever its code makes of the error: a stream that ends early
 * or an error that is caught would else give an output nobody asked for. Only what was handed over to be waited for
 * stays so. While a suspended stage is asked whether it is done, every call is let through: its work is paid for.
 */

import type { Spending } from "../../domain/budget.js";
import { BudgetHeldError } from "../../domain/errors.js";
import type { Hold } from "../../domain/hold.js";
import type { KernelContext } from "../kernel-context.js";
import type { BodyOutcome } from "./run-code.js";

export interface CallGate {
  /** @throws {BudgetHeldError} if a budget that the call counts against is used up */
  pass(call: Spending): Promise<void>;
  /** What the body's outcome is once its calls are looked at. */
  outcomeOf(outcome: BodyOutcome): BodyOutcome;
}

export function callGate({ limits }: KernelContext): CallGate {
  let hold: Hold | undefined;
  return {
    async pass(call) {
      const found = await limits.holdOnCall(call);
      if (found === undefined) return;
      hold = found;
      throw new BudgetHeldError(found.reason);
    },
    outcomeOf: (outcome) =>
      hold !== undefined && (outcome.kind === "completed" || outcome.kind === "failed")
        ? { kind: "held", hold }
        : outcome,
  };
}

export const OPEN_GATE: CallGate = {
  pass: async () => undefined,
  outcomeOf: (outcome) => outcome,
};
