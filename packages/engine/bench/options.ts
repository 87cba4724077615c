/** What the command line may say. */

import { parseArgs } from "node:util";
import { z } from "zod";

export const MEASURES = ["runs", "jobs", "latency", "round-trips", "idle", "call-stats"] as const;
export type MeasureName = (typeof MEASURES)[number];

export const STORES = ["postgresql", "sqlite"] as const;

/** Members are written with commas between them. */
const listOf = <Member extends z.ZodType>(member: Member) =>
  z.preprocess(
    (text) => (typeof text === "string" ? text.split(",").map((part) => part.trim()) : text),
    z.array(member).min(1),
  );
const positive = z.coerce.number().positive();
const count = z.coerce.number().int().positive();

const optionsSchema = z.object({
  only: listOf(z.enum(MEASURES)).default([...MEASURES]),
  store: listOf(z.enum(STORES)).default([...STORES]),
  "in-flight": listOf(count).default([1, 10, 200]),
  rounds: count.default(5),
  /** Length of one measurement of runs. */
  seconds: positive.default(1),
  /** How many wait in the queue when a drain begins. */
  jobs: count.default(10_000),
  /** Per contender and round. */
  enqueues: count.default(60),
  "idle-seconds": positive.default(20),
  /** AI calls that are stored when what they cost is asked for. */
  calls: count.default(1_000_000),
  /** Default: a server of our own. */
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgresql://")
    .optional(),
});

export type BenchOptions = z.output<typeof optionsSchema>;

/** Tiny numbers: they show that everything works, not how fast. */
const SMOKE = {
  "in-flight": [3],
  rounds: 1,
  seconds: 0.1,
  jobs: 200,
  enqueues: 3,
  "idle-seconds": 0.2,
  calls: 500,
};

export const HELP = `pnpm bench [-- options]

  --only <measures>      some of ${MEASURES.join(",")} (default: all)
  --store <stores>       ${STORES.join(",")} (default: both)
  --in-flight <numbers>  unfinished runs at any time (default 1,10,200)
  --rounds <n>           measurements of each figure, in turn with the others (default 5)
  --seconds <n>          length of one measurement of runs (default 1)
  --jobs <n>             jobs that wait when a queue is drained (default 10000)
  --enqueues <n>         latency measurements per round (default 60)
  --idle-seconds <n>     how long an idle worker is watched (default 20)
  --calls <n>            AI calls that are stored when what they cost is asked for (default 1000000)
  --url <address>        a PostgreSQL server where databases may be made (default: DATABASE_URL if it names one, else one
                         of our own, with fsync on)
  --smoke                tiny numbers, to see that everything works
`;

/**
 * @returns undefined when help was asked for
 * @throws {Error} naming what is wrong
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): BenchOptions | undefined {
  const { values } = parseArgs({
    // A package manager may hand on the dashes that part its options from ours.
    args: args.filter((argument) => argument !== "--"),
    options: {
      ...Object.fromEntries(
        Object.keys(optionsSchema.shape).map((name) => [name, { type: "string" }] as const),
      ),
      smoke: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { smoke, help, ...given } = values;
  if (help === true) return undefined;
  const named = environment.DATABASE_URL;
  const url = named?.startsWith("postgres") ? { url: named } : {};
  const parsed = optionsSchema.safeParse({ ...url, ...(smoke === true ? SMOKE : {}), ...given });
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
