/**
 * A store that is given everything and keeps no secrets: the one place where they are taken out, the same for all
 * databases. What is read comes as it was stored.
 */

import type { KernelStore, StoreScope } from "../../ports/kernel-store.js";
import { createRedactor, type RedactionOptions, type Redactor } from "../redactor.js";
import { RedactedAICalls } from "./redacted-ai-calls.js";
import { redactedHotPath } from "./redacted-hot-path.js";
import { redactedJobs } from "./redacted-jobs.js";
import { redactedPersistence } from "./redacted-persistence.js";

/** @param options default: nothing is taken out, and the store is the same */
export function redactedStore<Store extends KernelStore>(
  store: Store,
  options: RedactionOptions = { level: "off" },
): Store {
  const redactor = createRedactor(options);
  if (redactor.level === "off" && redactor.aiContent === "full") return store;
  const { hotPath } = store;
  return {
    ...store,
    ...redactedScope(store, redactor),
    ...(hotPath === undefined ? {} : { hotPath: redactedHotPath(hotPath, redactor) }),
    transaction: (fn) => store.transaction((scope) => fn(redactedScope(scope, redactor))),
    redact: (text, where) => redactor.text(text, where),
  };
}

const redactedScope = ({ persistence, jobs, aiCalls }: StoreScope, redactor: Redactor): StoreScope => ({
  persistence: redactedPersistence(persistence, redactor),
  jobs: redactedJobs(jobs, redactor),
  aiCalls: new RedactedAICalls(aiCalls, redactor),
});
