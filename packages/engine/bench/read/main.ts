/** The command line: `pnpm bench:read`. */

import { parseArgs } from "node:util";
import { openStore } from "@stageline/engine/store";
import { z } from "zod";
import { asText, shown } from "../report.js";
import { explainAll, measureReads, spreadOf } from "./measure.js";

const HELP = `pnpm bench:read --url postgresql://… [options]

How long the dashboard's questions take on a database with much in it, such as pnpm seed writes. Changes nothing.

  --url <url>       the database (default: DATABASE_URL)
  --rounds <n>      times each question is asked (default 60)
  --only <text>     only questions with this text in their name
  --limit-ms <ms>   questions whose p95 is above it are explained, and end the command with 1 (default 80)
`;

const schema = z.object({
  url: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgresql://"),
  rounds: z.coerce.number().int().positive().default(60),
  only: z.string().optional(),
  "limit-ms": z.coerce.number().positive().default(80),
});

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    url: { type: "string", default: process.env.DATABASE_URL },
    rounds: { type: "string" },
    only: { type: "string" },
    "limit-ms": { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const parsed = schema.safeParse(values);
if (values.help) console.log(HELP);
else if (!parsed.success) {
  console.error(z.prettifyError(parsed.error));
  process.exitCode = 1;
} else await measure(parsed.data);

async function measure({ url, rounds, only, "limit-ms": limitMs }: z.output<typeof schema>): Promise<void> {
  const store = await openStore(url);
  const rows: string[][] = [];
  const plans: string[] = [];
  const figures: number[] = [];
  try {
    for await (const { name, samples, slowest } of measureReads(store.read, {
      rounds,
      ...(only === undefined ? {} : { only }),
    })) {
      const [p50, p95, worst] = spreadOf(samples);
      const isSlow = p95 > limitMs;
      console.error(`… ${name}: p95 ${shown(p95)} ms${isSlow ? ", too slow" : ""}`);
      rows.push([name, isSlow ? "too slow" : "", shown(p50), shown(p95), shown(worst)]);
      figures.push(...samples);
      if (isSlow) plans.push(`### ${name}\n\n\`\`\`\n${await explainAll(url, slowest)}\n\`\`\``);
    }
  } finally {
    await store.close();
  }
  const title = "Questions of the dashboard";
  const meaning = `Milliseconds through the whole read side, ${rounds} times each with other parameters.`;
  console.log(asText({ title, meaning, head: ["", "", "p50 ms", "p95", "max"], rows, figures }));
  console.log(plans.join("\n\n"));
  if (plans.length > 0) process.exitCode = 1;
}
