/** What has to be passed on with each package: copyright lines, notice files. */

import { defineStage } from "@stageline/engine";
import { z } from "zod";
import { breather } from "../../model/breather.js";
import { copyrightHolders } from "./copyright-holders.js";
import { inventory } from "./inventory.js";
import { loadTexts } from "./licence-texts.js";

/** Most holders kept of one package. */
const MOST_HOLDERS = 40;

export const findNotices = defineStage({
  id: "find-notices",
  name: "Find notices",
  schemas: {
    input: inventory.schemas.output,
    output: z.object({
      packages: z.record(
        z.string().describe("Package id"),
        z.object({
          holders: z.array(z.string()).describe("Copyright holders named in its licence and notice texts"),
          notices: z.number().int().describe("Notice files, which have to be passed on"),
          hasText: z.boolean().describe("Carries at least one licence text"),
        }),
      ),
      coverage: z.number().min(0).max(1).describe("Share of packages that carry a licence text"),
      withNotices: z.array(z.string()).describe("Packages with a notice file"),
      withoutText: z
        .array(z.string())
        .describe("Packages without a licence text: only the declaration tells"),
      holders: z
        .array(z.object({ name: z.string(), packages: z.number().int() }))
        .describe("Most frequent first"),
    }),
  },
  async execute(ctx) {
    const texts = await loadTexts(ctx.storage);
    const breathe = breather(ctx.signal);
    const holdersOf = new Map<string, readonly string[]>();
    for (const [hash, { text }] of Object.entries(texts)) {
      holdersOf.set(hash, copyrightHolders(text));
      await breathe();
    }
    ctx.progress(0.5, `${holdersOf.size} texts read`);

    const { packages } = ctx.input;
    const found = packages.map(({ id, licences, notices }) => {
      const named = [...licences, ...notices].flatMap(({ hash }) => holdersOf.get(hash) ?? []);
      const holders = [...new Set(named)].slice(0, MOST_HOLDERS);
      return [id, { holders, notices: notices.length, hasText: licences.length > 0 }] as const;
    });
    const withNotices = found.flatMap(([id, { notices }]) => (notices > 0 ? [id] : []));
    const withoutText = found.flatMap(([id, { hasText }]) => (hasText ? [] : [id]));
    const coverage = packages.length === 0 ? 1 : 1 - withoutText.length / packages.length;

    const covered = packages.length - withoutText.length;
    ctx.log(
      "INFO",
      `${covered} of ${packages.length} packages carry a licence text, ${withNotices.length} a notice file`,
    );
    if (withoutText.length > 0) ctx.log("WARN", `Without a licence text: ${someOf(withoutText)}`);
    ctx.annotate("Quality.coverage", Math.round(coverage * 10_000) / 10_000, {
      actor: { kind: "rule", id: "licence-text-present" },
      payload: { covered, packages: packages.length, withoutText: withoutText.slice(0, 50) },
      idempotencyKey: ctx.idempotencyKey,
    });
    return {
      packages: Object.fromEntries(found),
      coverage,
      withNotices,
      withoutText,
      holders: frequent(found.map(([, { holders }]) => holders)),
    };
  },
});

const someOf = (ids: readonly string[]): string =>
  ids.length <= 10 ? ids.join(", ") : `${ids.slice(0, 10).join(", ")} and ${ids.length - 10} more`;

function frequent(perPackage: readonly (readonly string[])[]): { name: string; packages: number }[] {
  const counts = new Map<string, number>();
  for (const name of perPackage.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, packages]) => ({ name, packages }))
    .sort((a, b) => b.packages - a.packages || (a.name < b.name ? -1 : 1))
    .slice(0, 50);
}
