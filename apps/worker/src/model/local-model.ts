/**
 * A small language model inside the process: it reads the prompt and answers from it, without network or weights.
 *
 * It knows a few reading tasks (see `skills/`) and does them with text statistics: the same prompt always gets the same
 * answer. It honours JSON schemas, token limits, stop sequences and abort signals, streams, and counts tokens. Asked
 * for anything else, it says that it can't.
 */

import { randomUUID } from "node:crypto";
import {
  InvalidPromptError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4FinishReason,
  type LanguageModelV4StreamPart,
  type LanguageModelV4Usage,
  type SharedV4ProviderMetadata,
  type SharedV4Warning,
} from "@ai-sdk/provider";
import { breather } from "./breather.js";
import { isReadable, type ReadRequest, readRequest } from "./read-request.js";
import type { SkillAnswer, SkillTools } from "./skill.js";
import { skills, skillsFor } from "./skills/index.js";
import { fitSchema } from "./structured/fit-schema.js";
import { countTokens, firstTokens } from "./tokens.js";

export const LOCAL_PROVIDER = "stageline-local";
export const LOCAL_MODEL_ID = "local-reader-1";

/** The longest prompt that is read, in characters. */
export const LONGEST_PROMPT = 2_000_000;

export function localModel(): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: LOCAL_PROVIDER,
    modelId: LOCAL_MODEL_ID,
    supportedUrls: {},

    async doGenerate(options) {
      const { text, finishReason, usage, warnings, providerMetadata, response } = await answer(options);
      return { content: [{ type: "text", text }], finishReason, usage, warnings, providerMetadata, response };
    },

    async doStream(options) {
      const parts = streamParts(await answer(options));
      return {
        stream: new ReadableStream<LanguageModelV4StreamPart>({
          pull(controller) {
            if (options.abortSignal?.aborted) return controller.error(options.abortSignal.reason);
            const { value, done } = parts.next();
            if (done) controller.close();
            else controller.enqueue(value);
          },
        }),
      };
    },
  };
}

interface Answer {
  readonly text: string;
  readonly finishReason: LanguageModelV4FinishReason;
  readonly usage: LanguageModelV4Usage;
  readonly warnings: SharedV4Warning[];
  readonly providerMetadata: SharedV4ProviderMetadata;
  readonly response: { id: string; timestamp: Date; modelId: string };
}

async function answer(options: LanguageModelV4CallOptions): Promise<Answer> {
  const { abortSignal: signal } = options;
  signal?.throwIfAborted();
  const tools: SkillTools = { breathe: breather(signal), signal };
  const request = readRequest(options);
  const length = request.pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > LONGEST_PROMPT) {
    throw new InvalidPromptError({
      prompt: `${length} characters`,
      message: `${LOCAL_MODEL_ID} reads up to ${LONGEST_PROMPT} characters, the prompt has ${length}`,
    });
  }
  let inputTokens = 0;
  for (const piece of request.pieces) inputTokens += await countTokens(piece, tools.breathe);

  const written = await write(request, tools);
  const { text, finishReason } = await limit(written, options);
  signal?.throwIfAborted();
  return {
    text,
    finishReason,
    usage: usageOf(inputTokens, await countTokens(text, tools.breathe)),
    warnings: warningsFor(options),
    providerMetadata: {
      [LOCAL_PROVIDER]: { skills: [...written.skills], documentCharacters: request.document.length },
    },
    response: { id: `local-${randomUUID()}`, timestamp: new Date(), modelId: LOCAL_MODEL_ID },
  };
}

interface Written {
  readonly text: string;
  readonly finishReason: LanguageModelV4FinishReason;
  readonly skills: readonly string[];
}

const STOP: LanguageModelV4FinishReason = { unified: "stop", raw: "stop" };

async function write(request: ReadRequest, tools: SkillTools): Promise<Written> {
  const asked = skillsFor(request);
  if (asked.length === 0) {
    return cannot(request, `I can only ${list(skills.map(({ can }) => can))}. This asks for something else.`);
  }
  if (request.document.trim() === "") {
    return cannot(request, "There is no text to read: put it between <document> and </document>.");
  }
  const answers: SkillAnswer[] = [];
  for (const skill of asked) answers.push(await skill.perform(request, tools));

  const names = asked.map(({ id }) => id);
  if (!request.wantsJson) {
    const text = answers.map(({ prose }) => prose).join("\n\n");
    return { text, finishReason: STOP, skills: names };
  }
  const facts = answers.flatMap((one) => one.facts);
  if (request.schema === undefined) {
    const object = Object.fromEntries(facts.map(({ names: [name = "answer"], value }) => [name, value]));
    return { text: JSON.stringify(object), finishReason: STOP, skills: names };
  }
  const fitted = fitSchema(facts, request.schema);
  if (!fitted.fits) return cannot(request, `The text doesn't tell me what to put into ${fitted.missing}.`);
  return { text: JSON.stringify(fitted.value), finishReason: STOP, skills: names };
}

/** Says so in words, also where JSON was asked for: the caller's parser then fails with this text in its error. */
function cannot(request: ReadRequest, why: string): Written {
  const sentence = `I can't do this. ${why}`;
  return {
    text: request.wantsJson ? JSON.stringify({ error: sentence }) : sentence,
    finishReason: { unified: "other", raw: "cannot-do" },
    skills: [],
  };
}

const list = (items: readonly string[]): string => new Intl.ListFormat("en").format(items);

async function limit(
  { text, finishReason }: Written,
  { stopSequences = [], maxOutputTokens }: LanguageModelV4CallOptions,
): Promise<Pick<Written, "text" | "finishReason">> {
  const stops = stopSequences.map((stop) => (stop === "" ? -1 : text.indexOf(stop))).filter((at) => at >= 0);
  const kept = stops.length === 0 ? text : text.slice(0, Math.min(...stops));
  if (maxOutputTokens === undefined) return { text: kept, finishReason };
  const short = await firstTokens(kept, maxOutputTokens);
  return short.length < kept.length
    ? { text: short, finishReason: { unified: "length", raw: "max-output-tokens" } }
    : { text: kept, finishReason };
}

function usageOf(input: number, output: number): LanguageModelV4Usage {
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

/** Settings that change nothing, because there is no sampling here and there are no tools. */
function warningsFor(options: LanguageModelV4CallOptions): SharedV4Warning[] {
  const sampling = ["temperature", "topP", "topK", "presencePenalty", "frequencyPenalty"] as const;
  const unsupported: { feature: string; details: string }[] = sampling
    .filter((setting) => options[setting] !== undefined)
    .map((feature) => ({ feature, details: "The answer is computed, not sampled." }));
  if ((options.tools ?? []).length > 0)
    unsupported.push({ feature: "tools", details: "Tools are never called." });
  if (options.reasoning !== undefined && !["provider-default", "none"].includes(options.reasoning)) {
    unsupported.push({ feature: "reasoning", details: "There is no reasoning effort to set." });
  }
  const unreadable = options.prompt.some(
    (message) => message.role !== "system" && message.content.some((part) => !isReadable(part)),
  );
  if (unreadable) unsupported.push({ feature: "file parts", details: "Only text files are read." });
  return unsupported.map((warning) => ({ type: "unsupported", ...warning }));
}

/** About as much text as a hosted model sends at a time, in characters. */
const DELTA_LENGTH = 16;

function* streamParts(done: Answer): Generator<LanguageModelV4StreamPart> {
  const id = "0";
  yield { type: "stream-start", warnings: done.warnings };
  yield { type: "response-metadata", ...done.response };
  yield { type: "text-start", id };
  let delta = "";
  // By code point, so that no surrogate pair is cut in two.
  for (const character of done.text) {
    delta += character;
    if (delta.length < DELTA_LENGTH) continue;
    yield { type: "text-delta", id, delta };
    delta = "";
  }
  if (delta !== "") yield { type: "text-delta", id, delta };
  yield { type: "text-end", id };
  yield {
    type: "finish",
    finishReason: done.finishReason,
    usage: done.usage,
    providerMetadata: done.providerMetadata,
  };
}
