/**
 * May the project use what it uses? Judges each package by the policy in the config and says why.
 *
 * What the licences say that stand in the way is asked of the model in one batch; the judgement doesn't rest on it.
 */

import type { Annotate, StageContext } from "@stageline/engine";
import { defineBatchStage } from "@stageline/engine/ai";
import { z } from "zod";
import { classifyLicences } from "./classify-licences.js";
import { findNotices } from "./find-notices.js";
import { type InstalledPackage, inventory } from "./inventory.js";
import { gistRequests, gistsOf, type LicenceGist, licenceGist, wordingsOf } from "./licence-gists.js";
import { textHash } from "./licence-texts.js";
import { measureFootprint } from "./measure-footprint.js";
import { judgePackage, type PackageJudgment, type ReadLicence } from "./policy/judge-package.js";
import { OBLIGATIONS, type Obligation } from "./policy/obligations.js";
import { OUTCOMES, type Outcome, policyConfig } from "./policy/policy.js";

/** Who decides. Raise the version when the rules change: decisions of both can then be compared. */
const ASSESSOR = { kind: "agent", id: "licence-assessor", version: "1" } as const;

/** Licence texts that the model is asked about at most. */
const MOST_GISTS = 12;
/** Characters of a licence text that are sent. */
const LONGEST_TEXT = 20_000;

/** Packages that get a decision of their own among the annotations. */
const MOST_DECIDED_ALOUD = 40;

const outcome = z.enum(OUTCOMES);

const input = z.object({
  "classify-licences": classifyLicences.schemas.output,
  "find-notices": findNotices.schemas.output,
  "measure-footprint": measureFootprint.schemas.output,
});

const assessedPackage = z.object({
  id: z.string(),
  bundledIn: z.string().nullable(),
  outcome,
  confidence: z.number().min(0).max(1).describe("How sure the licence is"),
  licence: z.string().describe("The licence that was judged"),
  declared: z.string().nullable(),
  contains: z.array(z.string()).describe("Other licences found inside"),
  reasons: z.array(z.string()),
  obligations: z.array(z.string()),
  conflicts: z.array(z.string()),
  mismatch: z.string().nullable().describe("Declared against read, when they differ"),
  gist: licenceGist.nullable().describe("What the text says of a licence that stands in the way"),
});

export type AssessedPackage = z.infer<typeof assessedPackage>;

/** The policy is broken and the config asks to fail then. Another try gives the same; another config may not. */
export class LicencePolicyError extends Error {
  override readonly name = "LicencePolicyError";
  readonly code = "LICENCE_POLICY";
  readonly isRetryable = false;
  readonly packages: readonly string[];

  constructor(policy: string, rejected: readonly AssessedPackage[]) {
    const named = rejected.slice(0, 5).map(({ id, licence }) => `${id} (${licence})`);
    const more = rejected.length > named.length ? ` and ${rejected.length - named.length} more` : "";
    super(
      `The policy "${policy}" rejects ${rejected.length} ${rejected.length === 1 ? "package" : "packages"}: ${named.join(", ")}${more}. ` +
        `Replace them, or rerun from "assess" with another config: a milder policy, allow, ignore, or failOnDenied: false.`,
    );
    this.packages = rejected.map(({ id }) => id);
  }
}

export const assess = defineBatchStage({
  id: "assess",
  name: "Assess",
  schemas: {
    input,
    output: z.object({
      policy: z.string(),
      projectLicence: z.string().nullable(),
      outcome,
      confidence: z.number().min(0).max(1),
      rationale: z.string(),
      byOutcome: z.record(outcome, z.number().int()),
      obligations: z
        .array(z.object({ id: z.string(), text: z.string(), packages: z.number().int() }))
        .describe("What the project has to do, and for how many packages"),
      packages: z.array(assessedPackage).describe("What needs attention first"),
    }),
    config: policyConfig,
  },
  pollIntervalMs: 300,
  maxPollIntervalMs: 60_000,
  // A decision needs no gist.
  onFailedItems: "hand over",
  requests(ctx) {
    return gistRequests(ctx.storage, wordingsInTheWay(ctx), { longestText: LONGEST_TEXT });
  },
  output(ctx, results) {
    const { projectLicence } = subjectOf(ctx);
    const gists = gistsOf(wordingsInTheWay(ctx), results);
    const judged = judgeAll(ctx);
    ctx.log("INFO", `Judged ${judged.length} packages by the policy "${ctx.config.policy}"`, {
      projectLicence,
      gists: gists.size,
    });

    const assessed = judged.map(({ installed, judgment }) =>
      assessOne(installed, judgment, gists.get(wordingsOf([installed], 1)[0] ?? "")),
    );
    const byOutcome = { approved: 0, needs_review: 0, rejected: 0 };
    for (const one of assessed) byOutcome[one.outcome] += 1;
    const decision = decide(assessed, byOutcome, ctx.config.policy);
    ctx.progress(0.8, decision.rationale);

    annotate(ctx, assessed, { ...decision, byOutcome });
    const rejected = assessed.filter((one) => one.outcome === "rejected");
    ctx.log(rejected.length > 0 ? "WARN" : "INFO", decision.rationale, byOutcome);
    if (ctx.config.failOnDenied && rejected.length > 0)
      throw new LicencePolicyError(ctx.config.policy, rejected);

    return {
      policy: ctx.config.policy,
      projectLicence,
      ...decision,
      byOutcome,
      obligations: obligationsIn(assessed),
      packages: assessed,
    };
  },
});

type Context = StageContext<z.output<typeof input>, z.output<typeof policyConfig>>;

interface Judged {
  readonly installed: InstalledPackage;
  readonly judgment: PackageJudgment;
}

function subjectOf(ctx: Context) {
  const { packages, project } = ctx.require(inventory);
  return { packages, projectLicence: ctx.config.projectLicence ?? project.licence };
}

/** What needs attention first. */
function judgeAll(ctx: Context): Judged[] {
  const { packages, projectLicence } = subjectOf(ctx);
  return packages
    .map((installed) => ({
      installed,
      judgment: judgePackage(factsOf(installed, ctx.input), ctx.config, projectLicence),
    }))
    .sort(byUrgency);
}

const wordingsInTheWay = (ctx: Context): string[] =>
  wordingsOf(
    judgeAll(ctx).flatMap(({ installed, judgment }) => (judgment.outcome === "approved" ? [] : [installed])),
    MOST_GISTS,
  );

const assessOne = (
  { id, bundledIn, declared }: InstalledPackage,
  judgment: PackageJudgment,
  gist: LicenceGist | undefined,
): AssessedPackage => ({
  id,
  bundledIn,
  declared,
  outcome: judgment.outcome,
  confidence: judgment.confidence,
  licence: judgment.licence,
  contains: [...judgment.contains],
  reasons: [...judgment.reasons],
  obligations: [...judgment.obligations],
  conflicts: [...judgment.conflicts],
  mismatch: judgment.mismatch,
  gist: judgment.outcome === "approved" ? null : (gist ?? null),
});

function factsOf(one: InstalledPackage, given: z.output<typeof input>) {
  const { wordings, declarations } = given["classify-licences"];
  const read = (wording: string): ReadLicence =>
    wordings[wording] ?? { spdxId: "NOASSERTION", confidence: 0 };
  const isOwn = ({ file }: { file: string }) => !file.includes("/") || file.startsWith("LICENSES/");
  return {
    id: one.id,
    name: one.name,
    declared: one.declared,
    declaredMeans: one.declared === null ? undefined : declarations[one.declared],
    own: one.licences.filter(isOwn).map(({ wording }) => read(wording)),
    parts: one.licences.filter((text) => !isOwn(text)).map(({ wording }) => read(wording)),
    hasNoticeFile: (given["find-notices"].packages[one.id]?.notices ?? 0) > 0,
  };
}

/** Worst outcome first, then the least sure. */
function byUrgency(one: Judged, other: Judged): number {
  const a = { ...one.judgment, id: one.installed.id };
  const b = { ...other.judgment, id: other.installed.id };
  const worst = OUTCOMES.indexOf(b.outcome) - OUTCOMES.indexOf(a.outcome);
  return (
    worst ||
    Number(b.mismatch !== null) - Number(a.mismatch !== null) ||
    a.confidence - b.confidence ||
    (a.id < b.id ? -1 : 1)
  );
}

type Counts = Readonly<Record<Outcome, number>>;

function decide(assessed: readonly AssessedPackage[], counts: Counts, policy: string) {
  const overall: Outcome =
    counts.rejected > 0 ? "rejected" : counts.needs_review > 0 ? "needs_review" : "approved";
  // The decision is as sure as the licences that it rests on.
  const grounds = assessed.filter((one) => one.outcome === overall);
  const mean = grounds.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, grounds.length);
  const mismatches = assessed.filter(({ mismatch }) => mismatch !== null).length;
  const names = grounds.slice(0, 3).map(({ id, licence }) => `${id} (${licence})`);
  const because = overall === "approved" || names.length === 0 ? "" : `, first of all ${names.join(", ")}`;
  return {
    outcome: overall,
    confidence: grounds.length === 0 ? 1 : Math.round(mean * 1_000) / 1_000,
    rationale:
      `${counts.approved} of ${assessed.length} packages are approved by the policy "${policy}", ` +
      `${counts.needs_review} need a review and ${counts.rejected} are rejected${because}.` +
      (mismatches > 0 ? ` ${mismatches} declare another licence than their text says.` : ""),
  };
}

function annotate(
  ctx: Context,
  assessed: readonly AssessedPackage[],
  { outcome: overall, confidence, rationale, byOutcome }: ReturnType<typeof decide> & { byOutcome: Counts },
): void {
  // Ids of packages can be long; a key has a limit.
  const once = (what: string) => `${ctx.idempotencyKey}:${textHash(what)}`;
  const alternatives = OUTCOMES.filter((other) => other !== overall).map((other) => ({
    outcome: other,
    packages: byOutcome[other],
  }));
  ctx.annotate(
    [
      {
        key: "Decision.outcome",
        value: overall,
        payload: {
          policy: ctx.config.policy,
          packages: byOutcome,
          alternatives,
          threshold: ctx.config.minConfidence,
        },
        scope: "run",
        scopeId: ctx.runId,
        idempotencyKey: once("run"),
      },
      {
        key: "Decision.confidence",
        value: confidence,
        scope: "run",
        scopeId: ctx.runId,
        idempotencyKey: once("run"),
      },
      {
        key: "Decision.rationale",
        value: rationale,
        scope: "run",
        scopeId: ctx.runId,
        idempotencyKey: once("run"),
      },
    ],
    ASSESSOR,
  );
  const blocking = assessed.filter((one) => one.outcome !== "approved");
  ctx.annotate(
    blocking.slice(0, MOST_DECIDED_ALOUD).flatMap((one) => decisionAbout(one, once)),
    ASSESSOR,
  );
  if (blocking.length > MOST_DECIDED_ALOUD) {
    ctx.log("WARN", `${blocking.length - MOST_DECIDED_ALOUD} more packages aren't approved: see the output`);
  }
  const conflicting = assessed.filter(({ conflicts }) => conflicts.length > 0);
  ctx.annotate(
    conflicting.slice(0, MOST_DECIDED_ALOUD).map((one) => ({
      key: "Classification.conflict",
      value: one.licence,
      payload: { package: one.id, conflicts: one.conflicts },
      scope: "package",
      scopeId: one.id,
      idempotencyKey: once(`conflict:${one.id}`),
    })),
    { kind: "rule", id: "licence-compatibility", version: "1" },
  );
}

function decisionAbout(one: AssessedPackage, once: (what: string) => string): Annotate[] {
  const about = {
    scope: "package",
    scopeId: one.id,
    idempotencyKey: once(`${one.bundledIn ?? ""}>${one.id}`),
  };
  const { licence, declared, contains, mismatch, bundledIn, gist } = one;
  return [
    {
      ...about,
      key: "Decision.outcome",
      value: one.outcome,
      payload: { licence, declared, contains, mismatch, bundledIn, gist },
    },
    { ...about, key: "Decision.confidence", value: one.confidence },
    { ...about, key: "Decision.rationale", value: `${one.id}: ${one.reasons.join(". ")}.` },
  ];
}

function obligationsIn(assessed: readonly AssessedPackage[]) {
  return (Object.keys(OBLIGATIONS) as Obligation[]).flatMap((id) => {
    const packages = assessed.filter(({ obligations }) => obligations.includes(id)).length;
    return packages === 0 ? [] : [{ id, text: OBLIGATIONS[id], packages }];
  });
}
