/** What a JSON document cannot keep of a value. */

import { encodeDocument } from "./json-document.js";

/** Quotes inside of texts are escaped, so this is found only where a part was replaced. */
const REPLACED_PART = /\{"\$stageline":"replaced","was":"((?:[^"\\]|\\.)*)"\}/;

/** The kind of the first part that would be lost, such as `function`, `cycle` or `too deep`; undefined if none. */
export const lostPart = (value: unknown): string | undefined =>
  REPLACED_PART.exec(encodeDocument(value))?.[1];
