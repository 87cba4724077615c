/** The secrets that are looked for unless somebody says otherwise. */

import { CREDENTIALS } from "./credential-patterns.js";
import type { SecretPattern } from "./secret-pattern.js";
import { AI_PROVIDER_TOKENS, CLOUD_TOKENS, DEVELOPER_TOKENS, SERVICE_TOKENS } from "./token-patterns.js";

/** In the order in which they are looked for: the first that fits names the secret. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  ...CREDENTIALS.filter(({ kind }) => kind === "private-key"),
  ...AI_PROVIDER_TOKENS,
  ...CLOUD_TOKENS,
  ...DEVELOPER_TOKENS,
  ...SERVICE_TOKENS,
  ...CREDENTIALS.filter(({ kind }) => kind !== "private-key"),
];
