/**
 * Requests to a provider's API, and what their failures mean.
 *
 * Nothing is tried again here and no redirect is followed: the key goes to the address that was configured and nowhere
 * else. Every failure is a `BatchApiError` with the provider's own words and without the key, except that an aborted
 * signal throws its reason.
 */

import { type Dispatcher, type FormData, request } from "undici";
import { z } from "zod";
import { BatchApiError } from "./batch-api.js";
import { refusal } from "./http-refusal.js";
import { parseLines } from "./json-lines.js";

export interface HttpApiOptions {
  /** The provider's name, as messages say it. */
  readonly name: string;
  readonly apiKey: string;
  /** `http:` or `https:`, with the version's path (`https://api.openai.com/v1`). */
  readonly baseUrl: string;
  /** Sent with every request to `baseUrl`, and only there: the key is in here. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Call {
  readonly signal: AbortSignal;
  readonly method?: "GET" | "POST";
  /** Added to the headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob | FormData;
  /** Milliseconds for the whole call; for `lines` until the answer begins, and between two pieces of it. */
  readonly timeoutMs?: number;
}

/** Milliseconds for a call that sends and receives little. */
const TIMEOUT_MS = 30_000;

/** Milliseconds for sending a batch's requests. */
export const UPLOAD_TIMEOUT_MS = 600_000;

export interface HttpApi {
  readonly baseUrl: URL;
  /** The answer's JSON, and its headers. Paths are below the base URL. */
  json<T>(path: string | URL, schema: z.ZodType<T>, call: Call): Promise<T>;
  /** Headers of an answer whose body says nothing. */
  head(path: string | URL, call: Call): Promise<Dispatcher.ResponseData["headers"]>;
  /** JSON lines, as they come. */
  lines<T>(path: string | URL, schema: z.ZodType<T>, call: Call): AsyncGenerator<T>;
}

/** @throws {RangeError} if the key or the address cannot be one */
export function httpApi({ name, apiKey, baseUrl, headers }: HttpApiOptions): HttpApi {
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new RangeError(`The ${name} API key is empty or has a character no key has`);
  const base = baseOf(name, baseUrl);
  const addressOf = (path: string | URL) =>
    path instanceof URL ? path : new URL(`${prefixOf(base)}${path}`, base);
  const told = (error: unknown, what: string) => toldAs(error, `${name} ${what}`, apiKey);

  const send = async (path: string | URL, call: Call, deadline: AbortSignal) => {
    const { method = "GET", body, timeoutMs = TIMEOUT_MS } = call;
    const url = addressOf(path);
    const response = await request(url, {
      method,
      headers: {
        "user-agent": "Stageline",
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
        ...(url.origin === base.origin ? headers : {}),
        ...call.headers,
      },
      // Blobs are sent as they are, which the declarations leave out.
      body: body as Dispatcher.DispatchOptions["body"],
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: deadline,
    });
    if (response.statusCode < 200 || response.statusCode > 299) throw await refusal(name, response, apiKey);
    return response;
  };

  const called = async <T>(
    path: string | URL,
    call: Call,
    read: (response: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<T> => {
    const deadline = AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS)]);
    try {
      return await read(await send(path, call, deadline));
    } catch (error) {
      call.signal.throwIfAborted();
      throw told(error, "could not be reached");
    }
  };

  return {
    baseUrl: base,
    json: (path, schema, call) =>
      called(path, call, async (response) => parsed(schema, await response.body.text(), name)),
    head: (path, call) =>
      called(path, call, async (response) => {
        await response.body.dump();
        return response.headers;
      }),
    async *lines(path, schema, call) {
      try {
        const response = await send(path, call, call.signal);
        yield* parseLines(response.body, schema, name);
      } catch (error) {
        call.signal.throwIfAborted();
        throw told(error, "broke off its answer");
      }
    },
  };
}

/** Path of a base URL, which what comes below it follows. */
export const prefixOf = ({ pathname }: URL): string => (pathname === "/" ? "" : pathname);

function baseOf(name: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new RangeError(`The ${name} base URL is no http or https address`);
  if (url.username || url.password || url.search || url.hash)
    throw new RangeError(`The ${name} base URL must have neither credentials, query nor fragment`);
  url.pathname = url.pathname.replace(/\/+$/, "");
  return new URL(url.href.replace(/\/$/, ""));
}

/**
 * An answer that cannot be used is worth asking for again: what was asked is done, and a proxy's page in its place goes
 * away.
 */
function parsed<T>(schema: z.ZodType<T>, text: string, name: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BatchApiError(`${name} answered with something that is not JSON`, { isRetryable: true, cause });
  }
  const answer = schema.safeParse(json);
  if (answer.success) return answer.data;
  throw new BatchApiError(`${name} answered with something unusable: ${z.prettifyError(answer.error)}`, {
    isRetryable: true,
  });
}

function toldAs(error: unknown, what: string, apiKey: string): unknown {
  if (error instanceof BatchApiError) return error;
  const causes = error instanceof AggregateError && error.message === "" ? error.errors : [error];
  const texts = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return new BatchApiError(`${what}: ${texts.join("; ").replaceAll(apiKey, "[key]")}`, { isRetryable: true });
}
