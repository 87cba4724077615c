/** Which licence is each text? One AI call per distinct wording, and per declaration that is no SPDX expression. */

import { defineStage, type StageContext } from "@stageline/engine";
import pMap from "p-map";
import { z } from "zod";
import { parseExpression } from "../../model/licence/licence-expression.js";
import { type InstalledPackage, inventory } from "./inventory.js";
import { askForLicence, type LicenceAnswer } from "./licence-question.js";
import { type LicenceTexts, loadTexts, textHash } from "./licence-texts.js";

const identified = z.object({
  spdxId: z.string().describe("SPDX identifier or expression; NOASSERTION when nothing fits"),
  confidence: z.number().min(0).max(1),
  rationale: z.string(),
  runnerUp: z.string().nullable(),
});

const config = z.object({
  concurrency: z.number().int().min(1).max(32).default(4).describe("AI calls at a time"),
  longestText: z
    .number()
    .int()
    .min(500)
    .max(200_000)
    .default(60_000)
    .describe("Characters of one licence text that are sent to the model"),
  surelyFrom: z
    .number()
    .min(0)
    .max(1)
    .default(0.75)
    .describe("Answers below this confidence are pointed out"),
});

/** Answers given so far, kept so that a retry asks only for the rest. */
const checkpoint = z.record(z.string(), identified);

/** Milliseconds between two checkpoints. */
const CHECKPOINT_MS = 3_000;

interface Question {
  /** `wording:…` or `declared:…`. */
  readonly key: string;
  readonly text: string;
  /** Packages that the answer is about. */
  readonly packages: readonly string[];
}

export const classifyLicences = defineStage({
  id: "classify-licences",
  name: "Classify licences",
  schemas: {
    input: inventory.schemas.output,
    output: z.object({
      model: z.string().describe("Who answered"),
      wordings: z
        .record(z.string().describe("Wording hash"), identified)
        .describe("Licence of each licence text"),
      declarations: z
        .record(z.string().describe("As declared"), identified)
        .describe("What declarations mean that are no SPDX expressions"),
      unsure: z.number().int().describe("Answers below the confidence asked for"),
    }),
    config,
  },
  retry: { maxAttempts: 4 },
  async execute(ctx) {
    const model = ctx.ai();
    const questions = questionsOf(ctx.input.packages, await loadTexts(ctx.storage));
    const answers = await answersSoFar(ctx);
    const waiting = questions.filter(({ key }) => !answers.has(key));
    ctx.log("INFO", `${waiting.length} texts to read with ${model.modelId}`, {
      model: model.modelId,
      provider: model.provider,
      answeredBefore: questions.length - waiting.length,
    });

    let savedAt = Date.now();
    let failure: { readonly error: unknown } | undefined;
    const answer = async ({ key, text }: Question) => {
      const topic = key.slice(0, key.indexOf(":"));
      const model = ctx.ai(undefined, { topic });
      const { longestText } = ctx.config;
      answers.set(key, outcomeOf(await askForLicence({ model, text, longestText, signal: ctx.signal })));
      ctx.progress(answers.size / questions.length, `${answers.size} of ${questions.length} texts`);
      if (Date.now() - savedAt < CHECKPOINT_MS) return;
      savedAt = Date.now();
      await ctx.storage.save(checkpointKey(ctx), Object.fromEntries(answers));
    };
    await pMap(
      waiting,
      async (question) => {
        // After a failure nothing new is asked, but calls on their way may end: they are paid for.
        if (failure === undefined) await answer(question).catch((error: unknown) => (failure ??= { error }));
      },
      { concurrency: ctx.config.concurrency, signal: ctx.signal },
    );
    if (failure !== undefined) {
      await ctx.storage.save(checkpointKey(ctx), Object.fromEntries(answers));
      throw failure.error;
    }
    await ctx.storage.delete(checkpointKey(ctx));

    const unsure = questions.filter(({ key }) => (answers.get(key)?.confidence ?? 0) < ctx.config.surelyFrom);
    report(ctx, unsure, answers);
    return {
      model: `${model.provider}/${model.modelId}`,
      wordings: answersAbout("wording:", answers),
      declarations: answersAbout("declared:", answers),
      unsure: unsure.length,
    };
  },
});

type Identified = z.infer<typeof identified>;
type Context = StageContext<z.output<typeof inventory.schemas.output>, z.output<typeof config>>;

const checkpointKey = ({ attempt }: Context): string => `classify-licences/${attempt}/answers.json`;

async function answersSoFar(ctx: Context): Promise<Map<string, Identified>> {
  const stored = checkpoint.safeParse(await ctx.storage.load(checkpointKey(ctx)));
  return new Map(stored.success ? Object.entries(stored.data) : []);
}

function questionsOf(packages: readonly InstalledPackage[], texts: LicenceTexts): Question[] {
  const questions = new Map<string, { key: string; text: string; packages: string[] }>();
  const ask = (key: string, text: string, id: string) => {
    const known = questions.get(key);
    if (known) known.packages.push(id);
    else questions.set(key, { key, text, packages: [id] });
  };
  for (const { id, licences, declared } of packages) {
    for (const { hash, wording } of licences) ask(`wording:${wording}`, texts[hash]?.text ?? "", id);
    if (declared !== null && !parseExpression(declared))
      ask(`declared:${declared}`, `License: ${declared}`, id);
  }
  // The most common first: the first seconds then tell the most.
  return [...questions.values()].sort((a, b) => b.packages.length - a.packages.length);
}

const outcomeOf = ({ spdxId, confidence, rationale, runnerUp }: LicenceAnswer): Identified => ({
  spdxId,
  confidence,
  rationale,
  runnerUp: runnerUp?.spdxId ?? null,
});

const answersAbout = (prefix: string, answers: ReadonlyMap<string, Identified>): Record<string, Identified> =>
  Object.fromEntries(
    [...answers].flatMap(([key, answer]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), answer]] : [],
    ),
  );

/** Most texts that are pointed out one by one. */
const MOST_POINTED_OUT = 25;

function report(ctx: Context, unsure: readonly Question[], answers: ReadonlyMap<string, Identified>): void {
  const { modelId, provider } = ctx.ai();
  const actor = { kind: "agent", id: modelId, version: provider };
  const licences = new Set([...answers.values()].map(({ spdxId }) => spdxId));
  ctx.annotate("Classification.licences", licences.size, {
    actor,
    payload: { texts: answers.size, unsure: unsure.length },
    idempotencyKey: ctx.idempotencyKey,
  });
  for (const { key, packages } of unsure.slice(0, MOST_POINTED_OUT)) {
    const answer = answers.get(key);
    if (answer === undefined) continue;
    const { spdxId, confidence, rationale, runnerUp } = answer;
    ctx.log("WARN", `Unsure: ${packages[0]} may be ${spdxId} (${confidence})`, { packages, rationale });
    ctx.annotate("Classification.licence", spdxId, {
      actor,
      scope: "licence-text",
      scopeId: key.slice(key.indexOf(":") + 1),
      payload: { confidence, rationale, runnerUp, packages: packages.slice(0, 20) },
      idempotencyKey: `${ctx.idempotencyKey}:${textHash(key)}`,
    });
  }
  if (unsure.length > MOST_POINTED_OUT) {
    ctx.log("WARN", `${unsure.length - MOST_POINTED_OUT} more texts are unsure: see the output`);
  }
}
