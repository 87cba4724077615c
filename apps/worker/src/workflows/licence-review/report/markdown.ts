/** The review as a page to read. */

import type { z } from "zod";
import { megabytes } from "../measure-footprint.js";
import type { reportOutput } from "../report.js";
import { cell, cutTable, table } from "./tables.js";

type Report = z.infer<typeof reportOutput>;

const VERDICTS = {
  approved: "Approved",
  needs_review: "Needs a review",
  rejected: "Rejected",
} as const;

export function reportMarkdown(report: Report): string {
  const { totals, decision } = report;
  return [
    `# Licence review of ${cell(report.project.name ?? report.folder)}`,
    `**${VERDICTS[decision.outcome]}** by the policy "${decision.policy}", confidence ${decision.confidence.toFixed(2)}. ${cell(decision.rationale)}`,
    table(
      ["", ""],
      [
        ["Folder", cell(report.folder)],
        ["Project licence", cell(report.project.licence ?? "none declared")],
        ["Installed packages", `${totals.installed} (${totals.copies} folders)`],
        ["Bundled in other packages", String(totals.bundled)],
        ["Licence texts", `${totals.texts} (${totals.wordings} wordings, read by ${cell(totals.model)})`],
        ["Size", `${megabytes(totals.bytes)} in ${totals.files} files`],
        ["With a licence text", `${(totals.coverage * 100).toFixed(1)} %`],
      ],
    ),
    "## Needs attention first",
    report.attention.length === 0
      ? "Nothing: every package is approved."
      : cutTable(
          ["Package", "Outcome", "Licence", "Sure", "Why"],
          report.attention.map(({ id, bundledIn, outcome, licence, confidence, reasons }) => [
            bundledIn === null ? cell(id) : `${cell(id)} in ${cell(bundledIn)}`,
            VERDICTS[outcome],
            cell(licence),
            confidence.toFixed(2),
            cell(reasons.join(". ")),
          ]),
          100,
        ),
    ...gistsSection(report),
    "## By licence",
    cutTable(
      ["Licence", "Packages", "Approved", "Needs a review", "Rejected"],
      report.byLicence.map((one) => [
        cell(one.licence),
        String(one.packages),
        String(one.approved),
        String(one.needs_review),
        String(one.rejected),
      ]),
      60,
    ),
    "## What the project has to do",
    report.obligations.length === 0
      ? "Nothing."
      : report.obligations
          .map(({ text, packages }) => `- ${text} (${packages} ${packages === 1 ? "package" : "packages"})`)
          .join("\n"),
    ...(report.mismatches.length === 0
      ? []
      : [
          "## Declared otherwise than written",
          report.mismatches.map(({ id, mismatch }) => `- ${cell(id)} ${cell(mismatch)}`).join("\n"),
        ]),
    "## Biggest packages",
    cutTable(
      ["Package", "Size", "Files"],
      report.footprint.biggest.map(({ id, bytes, files }) => [cell(id), megabytes(bytes), String(files)]),
      25,
    ),
    ...(report.footprint.duplicates.length === 0
      ? []
      : [
          "## In several versions",
          cutTable(
            ["Package", "Versions", "Size"],
            report.footprint.duplicates.map(({ name, versions, bytes }) => [
              cell(name),
              versions.join(", "),
              megabytes(bytes),
            ]),
            40,
          ),
        ]),
    "The notices to pass on are in the artifact `third-party-notices.md`. This review is no legal advice.",
    "",
  ].join("\n\n");
}

/** Each licence in the way once, as the first of its packages has it. */
function gistsSection({ attention }: Report): string[] {
  const byLicence = new Map(
    attention.flatMap(({ licence, gist }) => (gist === null ? [] : [[licence, gist]])),
  );
  if (byLicence.size === 0) return [];
  const gists = [...byLicence].map(
    ([licence, { summary, keyPhrases }]) =>
      `- **${cell(licence)}**: ${cell(summary)} (${keyPhrases.map(cell).join(", ")})`,
  );
  return ["## What these licences say", gists.join("\n")];
}
