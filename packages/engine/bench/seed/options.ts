/** What the command line of `pnpm seed` may say. */

import { parseArgs } from "node:util";
import { z } from "zod";

export const HELP = `pnpm seed --runs <n> [options]

Writes synthetic history, to see the product with much in it: per run 5 stages, 10 AI calls, 10 annotations and 20
events, over four workflows whose ids begin with "synthetic-" and whose names end in "(synthetic)". Every run has the
annotation Synthetic.seed. Nothing is carried out, and no worker touches it.

  --runs <n>     how many runs to add
  --days <n>     how far back the history goes (default 90)
  --seed <n>     another number gives another history (default 1)
  --url <url>    postgresql://… or file:… (default: DATABASE_URL, else the database of npm start while that runs)
  --remove       removes all synthetic history instead
`;

const count = z.coerce.number().int().positive();
const schema = z.object({
  runs: count.max(10_000_000).optional(),
  days: z.coerce.number().positive().max(3_650).default(90),
  seed: z.coerce.number().int().nonnegative().default(1),
  url: z.string().regex(/^(postgres(ql)?:\/\/|file:)/, "must begin with postgresql:// or file:"),
  remove: z.boolean().default(false),
});
export type SeedCommand = z.output<typeof schema>;

/**
 * @param databaseUrl where to write when the command line does not say
 * @returns undefined when help was asked for
 * @throws {Error} naming what is wrong
 */
export function readSeedCommand(
  args: readonly string[],
  databaseUrl: string | undefined,
): SeedCommand | undefined {
  const { values } = parseArgs({
    // A package manager may hand on the dashes that part its options from ours.
    args: args.filter((argument) => argument !== "--"),
    options: {
      runs: { type: "string" },
      days: { type: "string" },
      seed: { type: "string" },
      url: { type: "string" },
      remove: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const { help, ...given } = values;
  if (help) return undefined;
  const url = given.url ?? databaseUrl;
  if (url === undefined) throw new Error("Which database? Give --url, or set DATABASE_URL, or run npm start");
  const parsed = schema.safeParse({ ...given, url });
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  if (parsed.data.runs === undefined && !parsed.data.remove)
    throw new Error("How many runs? Give --runs, or --remove");
  return parsed.data;
}
