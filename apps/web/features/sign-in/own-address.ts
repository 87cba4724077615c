/** Where to go after signing in: a page of ours, whatever the address of this one says. */

const HOME = "/runs";

export function ownAddress(to: string | null, origin: string): string {
  if (to === null || !to.startsWith("/") || !URL.canParse(to, origin)) return HOME;
  const url = new URL(to, origin);
  if (url.origin !== origin || url.pathname.startsWith("/api/") || url.pathname === "/sign-in") return HOME;
  return `${url.pathname}${url.search}`;
}
