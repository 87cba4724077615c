/** Which database the dashboard looks at, in words that hold no secret. */

export interface DatabaseLabel {
  readonly kind: string;
  /** `name@host:port`, or the file's name. */
  readonly place: string;
}

const DEFAULT_PORT = "5432";

export function databaseLabel(url: string | undefined): DatabaseLabel {
  if (!url) return { kind: "No database", place: "DATABASE_URL is not set" };
  if (url.startsWith("file:")) {
    const file = url.slice("file:".length).split("?", 1)[0] ?? "";
    return { kind: "SQLite", place: file.split("/").at(-1) || file };
  }
  if (!URL.canParse(url)) return { kind: "Database", place: "unknown" };
  const { hostname, port, pathname } = new URL(url);
  const name = decodeURIComponent(pathname.slice(1));
  return {
    kind: "PostgreSQL",
    place: `${name || "postgres"}@${hostname}${port && port !== DEFAULT_PORT ? `:${port}` : ""}`,
  };
}
