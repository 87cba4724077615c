/** What is kept of texts that are not to be kept: how long they were, and a hash by which equal ones are found. */

import { createHash } from "node:crypto";

/** @returns such as `[not kept: 1234 characters, sha256 9f86d0…]`, with all 64 digits */
export const metadataOf = (text: string): string =>
  text === "" ? "" : `[not kept: ${text.length} characters, sha256 ${sha256(text)}]`;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
