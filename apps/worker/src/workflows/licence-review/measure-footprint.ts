/** What do the packages cost on disk, and which are there more than once? */

import path from "node:path";
import { defineStage } from "@stageline/engine";
import pMap from "p-map";
import { z } from "zod";
import { type InstalledPackage, inventory } from "./inventory.js";
import { type FileKind, measureFolder } from "./packages/measure-folder.js";

const config = z.object({
  biggest: z.number().int().min(1).max(500).default(25).describe("How many of the biggest packages to name"),
});

export const measureFootprint = defineStage({
  id: "measure-footprint",
  name: "Measure footprint",
  schemas: {
    input: inventory.schemas.output,
    output: z.object({
      bytes: z.number().int().describe("Of one copy of each installed package and version"),
      bytesOnDisk: z.number().int().describe("Hard-linked files counted once"),
      files: z.number().int(),
      byKind: z.record(z.string(), z.number().int()).describe("Bytes by kind of file"),
      byLicence: z
        .array(z.object({ licence: z.string(), bytes: z.number().int(), packages: z.number().int() }))
        .describe("By declared licence, biggest first"),
      biggest: z.array(z.object({ id: z.string(), bytes: z.number().int(), files: z.number().int() })),
      duplicates: z
        .array(z.object({ name: z.string(), versions: z.array(z.string()), bytes: z.number().int() }))
        .describe("Packages that are installed in several versions, biggest first"),
      unreadable: z.array(z.string()),
    }),
    config,
  },
  async execute(ctx) {
    const { folder, packages } = ctx.input;
    const installed = packages.filter(({ bundledIn }) => bundledIn === null);
    const counted = new Set<string>();
    const unreadable: string[] = [];
    let done = 0;
    const measured = await pMap(
      installed,
      async (one) => {
        const footprint = await measureFolder(path.join(folder, one.path), counted, ctx.signal).catch(
          (error: unknown) => {
            if (ctx.signal.aborted) throw error;
            ctx.log("WARN", `${one.id} can't be measured: ${String(error)}`);
            unreadable.push(one.id);
            return undefined;
          },
        );
        done += 1;
        if (done % 50 === 0)
          ctx.progress(done / installed.length, `${done} of ${installed.length} packages measured`);
        return { one, footprint };
      },
      { concurrency: 4, signal: ctx.signal },
    );

    const present = measured.flatMap(({ one, footprint }) => (footprint ? [{ one, footprint }] : []));
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    const byKind = new Map<FileKind, number>();
    for (const { footprint } of present) {
      for (const [kind, bytes] of footprint.byKind) byKind.set(kind, (byKind.get(kind) ?? 0) + bytes);
    }
    const bytes = sum(present.map(({ footprint }) => footprint.bytes));
    const files = sum(present.map(({ footprint }) => footprint.files));
    const duplicates = duplicatesIn(installed);
    ctx.log(
      "INFO",
      `${megabytes(bytes)} in ${files} files; ${duplicates.length} packages in several versions`,
    );
    ctx.annotate("Footprint.bytes", bytes, {
      payload: { files, packages: present.length },
      idempotencyKey: ctx.idempotencyKey,
    });
    return {
      bytes,
      bytesOnDisk: sum(present.map(({ footprint }) => footprint.bytesOnDisk)),
      files,
      byKind: Object.fromEntries([...byKind].sort(([, a], [, b]) => b - a)),
      byLicence: byLicence(
        present.map(({ one, footprint }) => ({ licence: one.declared ?? "none", bytes: footprint.bytes })),
      ),
      biggest: present
        .map(({ one, footprint }) => ({ id: one.id, bytes: footprint.bytes, files: footprint.files }))
        .sort((a, b) => b.bytes - a.bytes)
        .slice(0, ctx.config.biggest),
      duplicates,
      unreadable,
    };
  },
});

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

function byLicence(packages: readonly { licence: string; bytes: number }[]) {
  const totals = new Map<string, { licence: string; bytes: number; packages: number }>();
  for (const { licence, bytes } of packages) {
    const total = totals.get(licence) ?? { licence, bytes: 0, packages: 0 };
    totals.set(licence, { licence, bytes: total.bytes + bytes, packages: total.packages + 1 });
  }
  return [...totals.values()].sort((a, b) => b.bytes - a.bytes);
}

function duplicatesIn(installed: readonly InstalledPackage[]) {
  const byName = new Map<string, InstalledPackage[]>();
  for (const one of installed) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return [...byName]
    .flatMap(([name, versions]) =>
      versions.length < 2
        ? []
        : [
            {
              name,
              versions: versions.map(({ version }) => version ?? "unknown"),
              bytes: versions.reduce((total, { bytes }) => total + bytes, 0),
            },
          ],
    )
    .sort((a, b) => b.bytes - a.bytes);
}
