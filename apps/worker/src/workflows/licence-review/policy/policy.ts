/** What a project accepts. */

import { z } from "zod";
import type { LicenceKind } from "./licence-kind.js";

/** From best to worst. */
export const OUTCOMES = ["approved", "needs_review", "rejected"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const spdxIds = (what: string) =>
  z
    .array(z.string().trim().min(1))
    .max(500)
    .default([])
    .describe(`SPDX ids ${what}; comes before the policy`);

export const policyConfig = z.object({
  policy: z
    .enum(["permissive", "copyleft-ok", "strict"])
    .default("permissive")
    .describe(
      "permissive: copyleft of files is reviewed, of whole works rejected. copyleft-ok: both are approved where the project's licence allows it. strict: only permissive licences.",
    ),
  allow: spdxIds("that are always approved"),
  review: spdxIds("that a person looks at"),
  deny: spdxIds("that are always rejected"),
  ignore: z
    .array(z.string().trim().min(1))
    .max(500)
    .default([])
    .describe("Packages that are approved whatever their licence, as name or name@version"),
  projectLicence: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe("The project's own licence, for conflicts. Default: the one in its package.json."),
  minConfidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.75)
    .describe("A licence that was read from a text counts from this confidence on"),
  failOnDenied: z.boolean().default(false).describe("Fail the stage when a package is rejected"),
});

export type Policy = z.output<typeof policyConfig>;

const BY_KIND: Readonly<Record<Policy["policy"], Readonly<Record<LicenceKind, Outcome>>>> = {
  permissive: {
    "public-domain": "approved",
    permissive: "approved",
    content: "approved",
    "weak-copyleft": "needs_review",
    "strong-copyleft": "rejected",
    "network-copyleft": "rejected",
    restricted: "rejected",
    unknown: "needs_review",
  },
  "copyleft-ok": {
    "public-domain": "approved",
    permissive: "approved",
    content: "approved",
    "weak-copyleft": "approved",
    "strong-copyleft": "approved",
    "network-copyleft": "needs_review",
    restricted: "rejected",
    unknown: "needs_review",
  },
  strict: {
    "public-domain": "approved",
    permissive: "approved",
    content: "needs_review",
    "weak-copyleft": "rejected",
    "strong-copyleft": "rejected",
    "network-copyleft": "rejected",
    restricted: "rejected",
    unknown: "rejected",
  },
};

export const outcomeOfKind = ({ policy }: Policy, kind: LicenceKind): Outcome => BY_KIND[policy][kind];

export const worse = (a: Outcome, b: Outcome): Outcome =>
  OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b;
