/** The licence that a package.json declares, in any of the forms that were ever in use. */

import { plainText } from "./plain-text.js";

/** In characters. Longer ones are essays, and still identify by their beginning. */
const LONGEST_DECLARATION = 200;

/**
 * @returns one text: an SPDX expression where the declaration is one, several licences joined by OR; null when nothing
 *   is declared
 */
export function declaredLicence(manifest: Readonly<Record<string, unknown>>): string | null {
  const { license, licence, licenses, licences } = manifest;
  const named = [license, licence, licenses, licences].map(namesOf).find((names) => names.length > 0) ?? [];
  const distinct = [...new Set(named)];
  if (distinct.length < 2) return distinct[0] ?? null;
  return `(${distinct.join(" OR ")})`;
}

/** `"MIT"`, `{type: "MIT", url}`, `[…]` of either, and `{MIT: url}`. */
function namesOf(declared: unknown): string[] {
  if (typeof declared === "string") return [plainText(declared, LONGEST_DECLARATION) ?? []].flat();
  if (Array.isArray(declared)) return declared.flatMap(namesOf);
  if (typeof declared !== "object" || declared === null) return [];
  const { type, name, license, url } = declared as Record<string, unknown>;
  const named = [type, name, license].flatMap((value) => (typeof value === "string" ? namesOf(value) : []));
  if (named.length > 0) return named.slice(0, 1);
  if (typeof url === "string") return namesOf(url);
  return Object.keys(declared).flatMap(namesOf);
}
