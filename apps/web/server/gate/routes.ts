/** What the dashboard answers, and to whom: the one table. What is not in it is for nobody who has not signed in. */

import type { Permission } from "../access/permission";

export interface Route {
  readonly methods: readonly string[];
  /** `everybody`: also who has not signed in. Procedures have permissions of their own besides. */
  readonly permission: Permission | "everybody";
  /** Pages send people to sign in and may be come to from anywhere; the rest is for our own pages and scripts. */
  readonly kind: "page" | "file" | "api";
}

const LOOKS = ["GET", "HEAD"];
const page = (permission: Route["permission"]): Route => ({ methods: LOOKS, permission, kind: "page" });
const file: Route = { methods: LOOKS, permission: "everybody", kind: "file" };

/** By the folder in `app` that answers. A test compares it with the folders there are. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "/": page("viewer"),
  "/runs": page("viewer"),
  "/runs/new": page("viewer"),
  "/runs/[runId]": page("viewer"),
  "/bulk": page("viewer"),
  "/bulk/[bulkId]": page("viewer"),
  "/annotations": page("viewer"),
  "/cost": page("viewer"),
  "/queue": page("viewer"),
  "/dead-letters": page("viewer"),
  "/settings": page("viewer"),
  "/settings/audit": page("viewer"),
  "/sign-in": page("everybody"),
  "/icon.svg": file,
  "/api/health": { methods: LOOKS, permission: "everybody", kind: "file" },
  "/api/session": { methods: ["GET", "POST", "DELETE"], permission: "everybody", kind: "api" },
  "/api/trpc/[trpc]": { methods: ["GET", "POST"], permission: "viewer", kind: "api" },
  "/api/live": { methods: ["GET"], permission: "viewer", kind: "api" },
  "/api/payload": { methods: ["GET"], permission: "content", kind: "api" },
  "/api/logs": { methods: ["GET"], permission: "viewer", kind: "api" },
  "/api/export/[list]": { methods: ["GET"], permission: "viewer", kind: "api" },
  "/api/audit": { methods: ["GET"], permission: "admin", kind: "api" },
};

/** What the build made: scripts, styles, fonts. Plain names only, so that nothing else hides behind the prefix. */
const STATIC = /^\/_next\/static\/(?:[\w~-][\w.~-]*\/)*[\w~-][\w.~-]*$/;
const UNKNOWN = { methods: LOOKS, permission: "viewer" } as const;

const patterns = Object.entries(ROUTES).map(
  ([path, route]) => [new RegExp(`^${path.replaceAll(/\[\w+\]/g, "[^/]+")}$`), route] as const,
);

/** The literal name wins over the placeholder: the table has it first. */
export function routeOf(pathname: string): Route {
  if (STATIC.test(pathname)) return file;
  const known = patterns.find(([pattern]) => pattern.test(pathname))?.[1];
  return known ?? { ...UNKNOWN, kind: pathname.startsWith("/api/") ? "api" : "page" };
}
