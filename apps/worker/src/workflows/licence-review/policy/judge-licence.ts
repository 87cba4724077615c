/** What a policy says to an SPDX expression: of a choice the best licence counts, of a combination the worst. */

import { type LicenceTree, leafText } from "../../../model/licence/licence-expression.js";
import { conflictWith } from "./compatibility.js";
import { licenceKind } from "./licence-kind.js";
import { OUTCOMES, type Outcome, outcomeOfKind, type Policy, worse } from "./policy.js";

export interface LicenceJudgment {
  readonly outcome: Outcome;
  /** Licences that apply: of a choice only the one that was taken. */
  readonly applies: readonly string[];
  readonly reasons: readonly string[];
  readonly conflicts: readonly string[];
}

export function judgeLicence(tree: LicenceTree, policy: Policy, project: string | null): LicenceJudgment {
  if ("license" in tree) return judgeOne(leafText(tree), policy, project);
  const left = judgeLicence(tree.left, policy, project);
  const right = judgeLicence(tree.right, policy, project);
  if (tree.conjunction === "or") {
    const taken = OUTCOMES.indexOf(left.outcome) <= OUTCOMES.indexOf(right.outcome) ? left : right;
    return { ...taken, reasons: [`Of a choice, ${taken.applies.join(" AND ")} is taken`, ...taken.reasons] };
  }
  return {
    outcome: worse(left.outcome, right.outcome),
    applies: [...new Set([...left.applies, ...right.applies])],
    reasons: [...left.reasons, ...right.reasons],
    conflicts: [...left.conflicts, ...right.conflicts],
  };
}

/** One licence, named by its SPDX id. */
export function judgeOne(spdxId: string, policy: Policy, project: string | null): LicenceJudgment {
  const conflict = conflictWith(project, spdxId);
  const conflicts = conflict === undefined ? [] : [conflict];
  const listed = (ids: readonly string[]) => ids.some((id) => id.toLowerCase() === spdxId.toLowerCase());
  const result = (outcome: Outcome, reasons: readonly string[]) => ({
    outcome,
    applies: [spdxId],
    reasons,
    conflicts,
  });
  if (listed(policy.deny)) return result("rejected", [`${spdxId} is on the deny list`]);
  if (listed(policy.review)) return result("needs_review", [`${spdxId} is on the review list`]);
  if (listed(policy.allow))
    return { ...result("approved", [`${spdxId} is on the allow list`]), conflicts: [] };
  const kind = licenceKind(spdxId);
  const byKind = outcomeOfKind(policy, kind);
  const outcome = conflict === undefined ? byKind : worse(byKind, "needs_review");
  const says = byKind === "rejected" ? "rejects it" : "asks for a review";
  const why =
    byKind === "approved" ? [] : [`${spdxId} is ${describe(kind)}: the policy "${policy.policy}" ${says}`];
  return result(outcome, conflict === undefined ? why : [...why, conflict]);
}

const describe = (kind: ReturnType<typeof licenceKind>): string =>
  kind === "unknown" ? "of no known kind" : kind.replace("-", " ");
