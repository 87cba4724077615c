/**
 * Text of somebody else's manifest as it can be used in ids, keys and pages.
 *
 * @returns without control characters and halves of surrogate pairs, at most `longest` characters; null when nothing
 *   is left
 */
export function plainText(value: unknown, longest: number): string | null {
  if (typeof value !== "string") return null;
  const characters = Array.from(value.replace(/[\p{Cc}\p{Cs}]+/gu, " ").trim());
  return characters.length === 0 ? null : characters.slice(0, longest).join("");
}
