/** The dashboard's API, called as another of its own pages would. */

import { expect, type Page } from "@playwright/test";

export async function callApi<Result>(page: Page, procedure: string, json: object): Promise<Result> {
  const response = await page.request.post(`/api/trpc/${procedure}`, {
    headers: { "x-stageline-client": "1", origin: new URL(page.url()).origin },
    data: { json },
  });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { result: { data: { json: Result } } }).result.data.json;
}

/** A review that takes seconds: long enough for something to be done to it. */
export const startReview = (page: Page) =>
  callApi<{ runId: string }>(page, "newRun.create", {
    workflowId: "licence-review",
    input: {},
    idempotencyKey: crypto.randomUUID(),
  });

/** The answer to a question of the API. */
export async function askApi<Result>(page: Page, procedure: string, json: object): Promise<Result> {
  const response = await page.request.get(`/api/trpc/${procedure}`, {
    headers: { "x-stageline-client": "1" },
    params: { input: JSON.stringify({ json }) },
  });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { result: { data: { json: Result } } }).result.data.json;
}
