/** Secrets of sessions and tokens: made here, shown once, kept as their hash. */

import { createHash, randomBytes } from "node:crypto";

/** Begins every token, so that one that leaks is recognised. */
export const TOKEN_PREFIX = "sltk_";

/** 256 bits that nobody can guess. A fast hash is enough for these: there is nothing to try out. */
export const newSecret = (): string => `${TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;

export const secretHash = (secret: string): string => createHash("sha256").update(secret).digest("hex");
