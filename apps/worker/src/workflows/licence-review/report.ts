/** Last stage: the review as people read it, and as programs do. */

import { defineStage } from "@stageline/engine";
import { z } from "zod";
import { type AssessedPackage, assess } from "./assess.js";
import { classifyLicences } from "./classify-licences.js";
import { findNotices } from "./find-notices.js";
import { inventory } from "./inventory.js";
import { loadTexts } from "./licence-texts.js";
import { measureFootprint } from "./measure-footprint.js";
import { reportMarkdown } from "./report/markdown.js";
import { thirdPartyNotices } from "./report/third-party-notices.js";

const assessed = assess.schemas.output.shape;
const footprint = measureFootprint.schemas.output.shape;

export const reportOutput = z.object({
  folder: z.string(),
  project: inventory.schemas.output.shape.project,
  decision: z.object({
    outcome: assessed.outcome,
    confidence: assessed.confidence,
    rationale: assessed.rationale,
    policy: assessed.policy,
  }),
  totals: z.object({
    ...inventory.schemas.output.shape.counts.shape,
    bytes: footprint.bytes,
    files: footprint.files,
    coverage: findNotices.schemas.output.shape.coverage,
    model: z.string(),
  }),
  byOutcome: assessed.byOutcome,
  byLicence: z
    .array(
      z.object({
        licence: z.string(),
        packages: z.number().int(),
        approved: z.number().int(),
        needs_review: z.number().int(),
        rejected: z.number().int(),
      }),
    )
    .describe("Most packages first"),
  attention: assessed.packages.describe("Packages that aren't approved, worst first"),
  mismatches: z.array(z.object({ id: z.string(), mismatch: z.string() })),
  obligations: assessed.obligations,
  footprint: z.object({
    byKind: footprint.byKind,
    biggest: footprint.biggest,
    duplicates: footprint.duplicates,
  }),
  packages: z
    .array(z.object({ id: z.string(), licence: z.string(), outcome: assessed.outcome }))
    .describe("All of them, by name"),
  artifacts: z.object({ report: z.string(), notices: z.string() }).describe("Keys in the run's storage"),
});

const REPORT_KEY = "licence-review.md";
const NOTICES_KEY = "third-party-notices.md";

export const report = defineStage({
  id: "report",
  name: "Report",
  schemas: { input: assess.schemas.output, output: reportOutput },
  async execute(ctx) {
    const { folder, project, packages, counts } = ctx.require(inventory);
    const notices = ctx.require(findNotices);
    const measured = ctx.require(measureFootprint);
    const { packages: all, obligations, byOutcome, outcome, confidence, rationale, policy } = ctx.input;

    const output = {
      folder,
      project,
      decision: { outcome, confidence, rationale, policy },
      totals: {
        ...counts,
        bytes: measured.bytes,
        files: measured.files,
        coverage: notices.coverage,
        model: ctx.require(classifyLicences).model,
      },
      byOutcome,
      byLicence: byLicence(all),
      attention: all.filter((one) => one.outcome !== "approved"),
      mismatches: all.flatMap(({ id, mismatch }) => (mismatch === null ? [] : [{ id, mismatch }])),
      obligations,
      footprint: { byKind: measured.byKind, biggest: measured.biggest, duplicates: measured.duplicates },
      packages: all
        .map(({ id, licence, outcome: own }) => ({ id, licence, outcome: own }))
        .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
      artifacts: { report: REPORT_KEY, notices: NOTICES_KEY },
    };
    await ctx.storage.save(REPORT_KEY, reportMarkdown(output));
    ctx.progress(0.5, "Report written");
    const holders = (id: string) => notices.packages[id]?.holders ?? [];
    const texts = await loadTexts(ctx.storage);
    await ctx.storage.save(NOTICES_KEY, thirdPartyNotices({ packages, assessed: all, texts, holders }));
    ctx.log(
      "INFO",
      `Report and notices for ${packages.length} packages are in the run's artifacts`,
      output.artifacts,
    );
    return output;
  },
});

function byLicence(packages: readonly AssessedPackage[]) {
  const rows = new Map<string, z.infer<typeof reportOutput>["byLicence"][number]>();
  for (const { licence, outcome } of packages) {
    const row = rows.get(licence) ?? { licence, packages: 0, approved: 0, needs_review: 0, rejected: 0 };
    row.packages += 1;
    row[outcome] += 1;
    rows.set(licence, row);
  }
  return [...rows.values()].sort((a, b) => b.packages - a.packages || (a.licence < b.licence ? -1 : 1));
}
