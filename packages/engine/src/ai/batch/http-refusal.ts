/** A provider's refusal, in its own words and within bounds. */

import type { Dispatcher } from "undici";
import { z } from "zod";
import { BatchApiError } from "./batch-api.js";

/** Bytes of a refusal that are read, and characters of its message that are kept. */
const READ_BYTES = 64 * 1024;
const MESSAGE_CHARS = 2_000;

/** Someone else was faster, too many requests, or the provider's own trouble. */
const COME_AGAIN = new Set([408, 409, 425, 429]);

/** OpenAI, Anthropic and Google agree so far; Google puts a list around it at times, and delays into the details. */
const errorBody = z.object({
  error: z.object({
    message: z.string(),
    details: z.array(z.unknown()).optional().catch(undefined),
  }),
});

const retryInfo = z.object({ retryDelay: z.string().regex(/^\d+(\.\d+)?s$/) });

export async function refusal(
  name: string,
  response: Dispatcher.ResponseData,
  apiKey: string,
): Promise<BatchApiError> {
  const { statusCode: status, headers } = response;
  const text = await beginningOf(response.body);
  const error = readError(text);
  if (status >= 300 && status < 400) {
    const target = hostOf(headers.location);
    return new BatchApiError(`${name} redirects to ${target}, which is not followed`, {
      status,
      isRetryable: false,
    });
  }
  const words = (error?.message ?? text).replaceAll(apiKey, "[key]").slice(0, MESSAGE_CHARS).trim();
  return new BatchApiError(`${name} refused with HTTP ${status}${words === "" ? "" : `: ${words}`}`, {
    status,
    isRetryable: COME_AGAIN.has(status) || status >= 500,
    retryAfterMs: retryAfterMs(headers) ?? delayIn(error?.details),
  });
}

async function beginningOf(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes >= READ_BYTES) break;
    }
  } catch {
    // A status without its text still says what happened.
  }
  body.destroy();
  return Buffer.concat(chunks).subarray(0, READ_BYTES).toString("utf8");
}

function readError(text: string): z.infer<typeof errorBody>["error"] | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return errorBody.safeParse(Array.isArray(json) ? json[0] : json).data?.error;
  } catch {
    return undefined;
  }
}

/** `retry-after` in seconds or as a date, or the more exact `retry-after-ms`. */
function retryAfterMs(headers: Dispatcher.ResponseData["headers"]): number | undefined {
  const exact = Number.parseFloat(String(headers["retry-after-ms"] ?? ""));
  if (exact >= 0) return Math.ceil(exact);
  const said = String(headers["retry-after"] ?? "").trim();
  if (/^\d+(\.\d+)?$/.test(said)) return Math.ceil(Number(said) * 1000);
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function delayIn(details: readonly unknown[] | undefined): number | undefined {
  const info = details?.map((detail) => retryInfo.safeParse(detail).data).find((found) => found);
  return info && Math.ceil(Number.parseFloat(info.retryDelay) * 1000);
}

function hostOf(location: string | string[] | undefined): string {
  const address = String(location ?? "");
  return URL.canParse(address) ? new URL(address).host : "another address";
}
