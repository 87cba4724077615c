/** Database addresses: which database serves one, and how to name one without giving its password away. */

export type Provider = "postgresql" | "sqlite";

/**
 * Which database an address is for.
 *
 * @throws {TypeError} if the address is neither `postgres://…`, `postgresql://…` nor `file:…`
 */
export function providerOf(url: string): Provider {
  if (/^postgres(ql)?:\/\//.test(url)) return "postgresql";
  if (url.startsWith("file:")) return "sqlite";
  throw new TypeError("A database address starts with postgres://, postgresql:// or file:");
}

/** An address to show to people: host, port and database of a server, the path of a file; never a password. */
export function describeAddress(url: string): string {
  if (providerOf(url) === "sqlite") return url.slice("file:".length);
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}:${port || "5432"}${decodeURIComponent(pathname)}`;
  } catch {
    return "an address that cannot be read";
  }
}
