/** What of an address a page does not understand. */

/** As much of a nuqs parser as is needed here. */
interface Reader {
  readonly type?: "single" | "multi";
  parse(value: never): unknown;
}
export type Readers = Readonly<Record<string, Reader>>;

/**
 * The parts of the address that say nothing to the page: names it does not have, and values it cannot read.
 *
 * @param parsers the page's own parameters
 * @returns as in the address: `status=PINK`
 */
export function unknownParts(search: URLSearchParams, parsers: Readers): readonly string[] {
  return [...search].flatMap(([name, text]) =>
    Object.hasOwn(parsers, name) && isRead(parsers[name], text) ? [] : [`${name}=${text}`],
  );
}

/** A list is read when none of its items was dropped: `FAILED,PINK` becomes `FAILED`. */
function isRead(parser: Reader | undefined, text: string): boolean {
  if (parser === undefined || text === "" || parser.type === "multi") return true;
  const value = parser.parse(text as never);
  return Array.isArray(value) ? value.length >= text.split(",").length : value !== null;
}

/** The address without those parts. */
export function withoutParts(search: URLSearchParams, parts: readonly string[]): URLSearchParams {
  return new URLSearchParams([...search].filter(([name, text]) => !parts.includes(`${name}=${text}`)));
}
