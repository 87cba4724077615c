/** Puts together what a package declares and what its texts say, and judges it by the policy. */

import { expressionText, licencesOf, parseExpression } from "../../../model/licence/licence-expression.js";
import { judgeLicence, judgeOne, type LicenceJudgment } from "./judge-licence.js";
import { type Obligation, obligationsOf } from "./obligations.js";
import { type Outcome, type Policy, worse } from "./policy.js";

export interface ReadLicence {
  /** SPDX id or expression, or NOASSERTION. */
  readonly spdxId: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface PackageFacts {
  readonly id: string;
  readonly name: string;
  readonly declared: string | null;
  /** What a declaration that is no SPDX expression means. */
  readonly declaredMeans: ReadLicence | undefined;
  /** Of the texts that the package as a whole carries. */
  readonly own: readonly ReadLicence[];
  /** Of the texts in its folders, which are about parts of it. */
  readonly parts: readonly ReadLicence[];
  readonly hasNoticeFile: boolean;
}

export interface PackageJudgment {
  readonly outcome: Outcome;
  /** How sure the licence is, 0 to 1. */
  readonly confidence: number;
  /** The licence that was judged: an SPDX expression, or NOASSERTION. */
  readonly licence: string;
  /** Found in the package besides that. */
  readonly contains: readonly string[];
  readonly reasons: readonly string[];
  readonly obligations: readonly Obligation[];
  readonly conflicts: readonly string[];
  /** What it declares against what its text says, when these differ. */
  readonly mismatch: string | null;
}

export function judgePackage(facts: PackageFacts, policy: Policy, project: string | null): PackageJudgment {
  const { licence, confidence, contains, mismatch, notes } = licenceOf(facts, policy);
  const judged = judge(licence, policy, project);
  const inside = contains.map((id) => ({ id, ...judgeOne(id, policy, project) }));
  const worstInside = inside.reduce<Outcome>((worst, { outcome }) => worse(worst, outcome), "approved");
  // Code under another licence inside a package taints it, but a person may see that it isn't shipped.
  const outcome = worstInside === "approved" ? judged.outcome : worse(judged.outcome, "needs_review");
  const applies = [...new Set([...judged.applies, ...contains])];
  const facing = {
    confidence: round(confidence),
    licence,
    contains,
    obligations: [...new Set(applies.flatMap((id) => obligationsOf(id, facts.hasNoticeFile)))],
    conflicts: [...new Set([...judged.conflicts, ...inside.flatMap(({ conflicts }) => conflicts)])],
    mismatch,
  };
  if (policy.ignore.includes(facts.name) || policy.ignore.includes(facts.id)) {
    return { ...facing, outcome: "approved", reasons: ["The package is on the ignore list"], conflicts: [] };
  }
  const reasons = [
    ...judged.reasons,
    ...inside.flatMap(({ id, outcome: inner }) =>
      inner === "approved" ? [] : [`It contains text under ${id}`],
    ),
    ...notes,
  ];
  const missed =
    mismatch === null
      ? outcome
      : worse(outcome, judge(mismatchedText(facts, policy), policy, project).outcome);
  return { ...facing, outcome: missed, reasons: [...new Set(reasons)] };
}

function judge(licence: string, policy: Policy, project: string | null): LicenceJudgment {
  const tree = licence === "NOASSERTION" ? undefined : parseExpression(licence);
  if (tree) return judgeLicence(tree, policy, project);
  const outcome = policy.policy === "strict" ? "rejected" : "needs_review";
  return { outcome, applies: [], reasons: ["Its licence is not known"], conflicts: [] };
}

interface FoundLicence {
  readonly licence: string;
  readonly confidence: number;
  readonly contains: readonly string[];
  readonly mismatch: string | null;
  readonly notes: readonly string[];
}

function licenceOf(facts: PackageFacts, policy: Policy): FoundLicence {
  const isSure = ({ spdxId, confidence }: ReadLicence) =>
    spdxId !== "NOASSERTION" && confidence >= policy.minConfidence;
  const declared = declaredExpression(facts, isSure);
  const own = facts.own.filter(isSure);
  const inParts = idsIn(facts.parts.filter(isSure));
  const inText = idsIn(own);

  if (declared === undefined) return fromText(facts, own, inParts);
  const named = idsOf(declared);
  const beside = (ids: readonly string[]) => ids.filter((id) => !named.some((one) => isSameLicence(one, id)));
  if (own.length === 0) {
    const notes =
      facts.own.length > 0 ? ["Its licence text could not be identified"] : ["It carries no licence text"];
    return {
      licence: declared,
      confidence: facts.own.length > 0 ? 0.7 : 0.8,
      contains: beside(inParts),
      mismatch: null,
      notes,
    };
  }
  if (inText.some((id) => named.some((one) => isSameLicence(one, id)))) {
    const sure = Math.max(...own.map(({ confidence }) => confidence));
    const contains = beside([...new Set([...inText, ...inParts])]);
    return { licence: declared, confidence: 0.5 + sure / 2, contains, mismatch: null, notes: [] };
  }
  const mismatch = `declares ${facts.declared}, but its text is ${own.map(({ spdxId }) => spdxId).join(" AND ")}`;
  return {
    licence: declared,
    confidence: 0.5,
    contains: beside(inParts),
    mismatch,
    notes: [`It ${mismatch}`],
  };
}

function fromText(
  facts: PackageFacts,
  own: readonly ReadLicence[],
  inParts: readonly string[],
): FoundLicence {
  const undeclared =
    facts.declared === null ? "It declares no licence" : `"${facts.declared}" is no SPDX expression`;
  if (own.length === 0) {
    return {
      licence: "NOASSERTION",
      confidence: 0.3,
      contains: inParts,
      mismatch: null,
      notes: [undeclared],
    };
  }
  const expressions = [...new Set(own.map(({ spdxId }) => spdxId))];
  // One file per licence, such as LICENSE-MIT next to LICENSE-APACHE: without a declaration all are taken to apply.
  const licence =
    expressions.length === 1 ? (expressions[0] ?? "") : expressions.map((one) => `(${one})`).join(" AND ");
  const ids = idsOf(licence);
  return {
    licence,
    confidence: Math.min(...own.map(({ confidence }) => confidence)),
    contains: inParts.filter((id) => !ids.includes(id)),
    mismatch: null,
    notes: [`${undeclared}; its text says ${licence}`],
  };
}

function declaredExpression(
  { declared, declaredMeans }: PackageFacts,
  isSure: (licence: ReadLicence) => boolean,
): string | undefined {
  const tree = declared === null ? undefined : parseExpression(declared);
  if (tree) return expressionText(tree);
  return declaredMeans && isSure(declaredMeans) ? declaredMeans.spdxId : undefined;
}

function mismatchedText({ own }: PackageFacts, { minConfidence }: Policy): string {
  const sure = own.filter(
    ({ spdxId, confidence }) => spdxId !== "NOASSERTION" && confidence >= minConfidence,
  );
  return sure.map(({ spdxId }) => `(${spdxId})`).join(" AND ") || "NOASSERTION";
}

function idsOf(expression: string): string[] {
  const tree = parseExpression(expression);
  return tree ? licencesOf(tree) : [];
}

const idsIn = (licences: readonly ReadLicence[]): string[] => [
  ...new Set(licences.flatMap(({ spdxId }) => idsOf(spdxId))),
];

/** A GNU text doesn't tell whether later versions are allowed, nor which exception is granted next to it. */
const isSameLicence = (declared: string, read: string): boolean => family(declared) === family(read);

const family = (id: string): string => id.replace(/ WITH .*$/, "").replace(/-only$|-or-later$|\+$/, "");

const round = (share: number): number => Math.round(share * 1_000) / 1_000;
