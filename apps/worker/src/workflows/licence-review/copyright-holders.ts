/** Who holds the copyright, as the copyright lines of a text say. */

const LINE = /^[\s/*#>|;–—-]*(?:portions\s+)?(?:copyright\b|©|\(c\)\s*(?:copyright|\d{4}))[^\n]*$/gim;
/** Sentences about copyright, and lines that were left to be filled in. */
const NO_HOLDER =
  /copyright\s+(?:holder|owner|notice|law|licen[cs]e|statement|interest|protection|and\b|or\b|in\b|is\b|to\b|on\b|act\b)|\[yyyy\]|<year>|\{\{?\s*year|\$\{year|yyyy/i;

/** @returns names without years, addresses and "all rights reserved", each once, in order */
export function copyrightHolders(text: string): string[] {
  const holders = (text.match(LINE) ?? [])
    .filter((line) => !NO_HOLDER.test(line))
    .map(holderOf)
    .filter((holder) => /\p{L}{2}/u.test(holder) && holder.length <= 120);
  const spellings = holders.map((holder) => holder.toLowerCase());
  return holders.filter((_, at) => spellings.indexOf(spellings[at] ?? "") === at);
}

const holderOf = (line: string): string =>
  line
    .replace(/^[\s/*#>|;–—-]*(?:portions\s+)?/i, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(
      /copyright|©|\(c\)|&copy;|all rights reserved\.?|\(?https?:\/\/[^\s)]+\)?|<[^>]*>|\([^)]*@[^)]*\)/gi,
      " ",
    )
    .replace(/\b(?:19|20)\d{2}(?:\s*[-–—‐‑/]\s*(?:(?:19|20)?\d{2}|present|now|today))?(?!\d)/gi, " ")
    .replace(/\s+/g, " ")
    .replace(/^(?:by\b|of\b|[\s,.;:–—-])+/i, "")
    .replace(/(?<!\b(?:inc|ltd|co|corp|llc|jr|e\.v))[\s,;:.–—-]+$/i, "")
    .trim();
