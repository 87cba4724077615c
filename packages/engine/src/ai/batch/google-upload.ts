/** A resumable upload of the Gemini Files API, in one piece: https://ai.google.dev/gemini-api/docs/files */

import { BatchApiError, type BatchRequest } from "./batch-api.js";
import { googleFile } from "./google-wire.js";
import { type HttpApi, prefixOf, UPLOAD_TIMEOUT_MS } from "./http.js";
import { fileOf } from "./json-lines.js";

const MAX_BYTES = 2_000_000_000;

const CONTENT_TYPE = "application/jsonl";

/** @returns the file's name, `files/…` */
export async function uploadLines(
  http: HttpApi,
  name: string,
  requests: readonly BatchRequest[],
  signal: AbortSignal,
): Promise<string> {
  const file = fileOf(requests, ({ id, body }) => `${JSON.stringify({ key: id, request: body })}\n`, {
    name: "Google",
    contentType: CONTENT_TYPE,
    maxBytes: MAX_BYTES,
  });
  const begun = await http.head(new URL(`${besideVersion(http, "upload")}/files`, http.baseUrl), {
    method: "POST",
    headers: {
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-command": "start",
      "x-goog-upload-header-content-length": String(file.size),
      "x-goog-upload-header-content-type": CONTENT_TYPE,
    },
    body: JSON.stringify({ file: { display_name: name } }),
    signal,
  });
  const { file: uploaded } = await http.json(uploadUrl(begun["x-goog-upload-url"]), googleFile, {
    method: "POST",
    headers: {
      "content-type": CONTENT_TYPE,
      "x-goog-upload-offset": "0",
      "x-goog-upload-command": "upload, finalize",
    },
    body: file,
    timeoutMs: UPLOAD_TIMEOUT_MS,
    signal,
  });
  return uploaded.name;
}

/** `/v1beta` becomes `/upload/v1beta`: contents of files have addresses of their own. */
export const besideVersion = ({ baseUrl }: HttpApi, verb: "upload" | "download"): string =>
  prefixOf(baseUrl).replace(/(\/[^/]*)?$/, `/${verb}$1`);

/** The address is a secret of its own; the key is added only at the configured host. */
function uploadUrl(said: string | string[] | undefined): URL {
  const address = String(said ?? "");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new BatchApiError("Google named no address to upload to", { isRetryable: true });
}
