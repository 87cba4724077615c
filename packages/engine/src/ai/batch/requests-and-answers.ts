/** What holds for the requests and answers of every provider. */

import { type BatchAnswer, BatchApiError, type BatchRequest } from "./batch-api.js";

const ID = /^[A-Za-z0-9_-]{1,48}$/;

/** @throws {BatchApiError} that is not retryable, if the requests cannot be a batch of this provider */
export function sizeChecked(name: string, requests: readonly BatchRequest[], max: number): void {
  const refuse = (message: string) => new BatchApiError(message, { isRetryable: false });
  if (requests.length === 0) throw refuse("A batch needs at least one request");
  if (requests.length > max)
    throw refuse(`The batch has ${requests.length} requests; ${name} takes up to ${max}: split it`);
  const ids = new Set(requests.map(({ id }) => id));
  if (ids.size < requests.length) throw refuse("Two requests of the batch have the same id");
  const wrong = requests.find(({ id }) => !ID.test(id));
  if (wrong) throw refuse(`"${wrong.id}" cannot be the id of a request`);
}

/** Each request's first answer. */
export async function* onceEach(answers: AsyncIterable<BatchAnswer>): AsyncGenerator<BatchAnswer> {
  const seen = new Set<string>();
  for await (const answer of answers) {
    if (seen.has(answer.id)) continue;
    seen.add(answer.id);
    yield answer;
  }
}
