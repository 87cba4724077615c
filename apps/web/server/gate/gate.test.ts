/** The gate, tried with everything that is wrong with a request, on every route there is. */

import { readdirSync } from "node:fs";
import path from "node:path";
import { DEFAULT_POLICY, type Role } from "@stageline/engine";
import { describe, expect, test } from "vitest";
import { appRouter } from "@/server/router";
import { CLIENT_HEADER } from "@/trpc/client-header";
import { PEER_HEADER } from "../access/peer";
import { PERMISSIONS } from "../access/permission";
import type { Principal } from "../access/principal";
import { signInSettings } from "../access/sign-in-settings";
import { createGate, type GateKeeping } from "./gate";
import { ROUTES, routeOf } from "./routes";

const settings = signInSettings({ STAGELINE_HOSTS: "runs.example" }, "0.0.0.0");
const known = (role: Role): Principal => ({ name: "maria", role, kind: "session", id: `${role}-session` });
const gateFor = (who: Principal | null, more: Partial<GateKeeping> = {}) =>
  createGate({ settings, principal: async () => who, policy: async () => DEFAULT_POLICY, ...more });

const own = {
  host: "runs.example",
  origin: "http://runs.example",
  "content-type": "application/json",
  "content-length": "2",
  "sec-fetch-site": "same-origin",
  [CLIENT_HEADER]: "1",
  [PEER_HEADER]: "10.0.0.9",
};
const asked = (
  pathname: string,
  { method = "GET", headers = own }: { method?: string; headers?: Record<string, string> } = {},
) => ({ method, pathname, headers: new Headers(headers) });
const statusOf = async (gate: ReturnType<typeof createGate>, ...request: Parameters<typeof asked>) => {
  const admission = await gate(asked(...request));
  return admission.admitted ? 200 : admission.status;
};
const without = (name: keyof typeof own) => {
  const { [name]: _left, ...rest } = own;
  return rest;
};

const app = path.resolve(import.meta.dirname, "../../app");
/** What the folder of routes answers: pages, handlers, and files that are served as they are. */
function routesOf(folder: string, at = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return routesOf(path.join(folder, entry.name), `${at}/${entry.name}`);
    if (entry.name === "page.tsx" || entry.name === "route.ts") return [at === "" ? "/" : at];
    return entry.name.endsWith(".svg") ? [`${at}/${entry.name}`] : [];
  });
}

const concrete = (route: string) => route.replaceAll(/\[\w+\]/g, "some.thing");
const isForAll = (route: string) => ROUTES[route]?.permission === "everybody";
const locked = Object.keys(ROUTES).filter((route) => !isForAll(route));

test("the table of routes has every route there is, and no other", () => {
  expect(Object.keys(ROUTES).sort()).toEqual(routesOf(app).sort());
});

test("every procedure declares a permission, and what changes something is for no viewer", () => {
  const procedures = Object.entries(
    appRouter._def.procedures as unknown as Record<
      string,
      { _def: { type: string; meta?: { permission?: string } } }
    >,
  );

  expect(procedures.length).toBeGreaterThan(30);
  for (const [name, { _def }] of procedures) {
    expect(PERMISSIONS, name).toContain(_def.meta?.permission);
    if (_def.type === "mutation") expect(["operator", "admin"], name).toContain(_def.meta?.permission);
  }
});

describe("who has not signed in", () => {
  const tricks = (route: string) => [
    route,
    `${route}.rsc`,
    `${route}.segments/_tree.segment.rsc`,
    `/_next/data/build${route}.json`,
    `/_next/static/..${route}`,
    `/_next/static/%2e%2e${route}`,
    `/_next/static//..${route}`,
    `/_next/static/x%2f..%2f..${route}`,
    `/_next/static/.hidden${route}`,
    `/${route}`,
    route.replace("r", "%72"),
    `${route}/`,
    `${route}%00`,
    `/sign-in/..${route}`,
    `/sign-in${route}`,
    `/icon.svg${route}`,
    `/api/session${route}`,
    `/api/health/..${route}`,
    route.toUpperCase(),
  ];

  test.each(locked.map(concrete).filter((route) => route !== "/"))("gets nothing of %s", async (route) => {
    const gate = gateFor(null);
    for (const trick of tricks(route)) expect(await statusOf(gate, trick), trick).toBe(401);
  });

  test("may come to sign in, and see that it is up", async () => {
    const gate = gateFor(null);
    const open = Object.keys(ROUTES).filter(isForAll);

    for (const route of open) expect(await statusOf(gate, route), route).toBe(200);
    expect(await statusOf(gate, "/_next/static/chunks/main-a1.js")).toBe(200);
  });
});

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"];

test.each(Object.keys(ROUTES))("%s answers by the methods it names only", async (route) => {
  const gate = gateFor(known("admin"));
  const answered: string[] = [];
  for (const method of METHODS)
    if ((await statusOf(gate, concrete(route), { method })) === 200) answered.push(method);

  expect(answered.sort()).toEqual([...(ROUTES[route]?.methods ?? [])].sort());
});

test.each(["next-action", "x-http-method-override", "x-middleware-subrequest", "x-middleware-prefetch"])(
  "no request gets through with %s",
  async (name) => {
    const headers = { ...own, [name]: "x" };
    expect(await statusOf(gateFor(known("admin")), "/runs", { headers })).toBe(400);
  },
);

describe("a change", () => {
  const change = (headers: Record<string, string>) =>
    statusOf(gateFor(known("admin")), "/api/trpc/run.cancel", { method: "POST", headers });

  test("of our own page gets through", async () => {
    expect(await change(own)).toBe(200);
  });

  test("of a script with a token gets through", async () => {
    const { host, "content-type": type, "content-length": length } = own;
    const headers = { host, "content-type": type, "content-length": length, authorization: "Bearer x" };
    expect(await change(headers)).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ["a form, url-encoded", { ...own, "content-type": "application/x-www-form-urlencoded" }],
    ["a form, multipart", { ...own, "content-type": "multipart/form-data; boundary=x" }],
    ["a form, as text", { ...own, "content-type": "text/plain" }],
    ["text that says it is JSON, too", { ...own, "content-type": "text/plain; application/json" }],
    ["no type at all", without("content-type")],
    ["another origin", { ...own, origin: "http://evil.example" }],
    ["another port", { ...own, origin: "http://runs.example:8080" }],
    ["a name that begins like ours", { ...own, origin: "http://runs.example.evil.example" }],
    ["our name as a user of another", { ...own, origin: "http://runs.example@evil.example" }],
    ["a sandboxed frame", { ...own, origin: "null" }],
    ["no origin", without("origin")],
    ["another site, by the browser's word", { ...own, "sec-fetch-site": "cross-site" }],
    ["a sister site", { ...own, "sec-fetch-site": "same-site" }],
    ["an address typed by hand", { ...own, "sec-fetch-site": "none" }],
    ["no header of ours", without(CLIENT_HEADER)],
    [
      "another page with a token and a cookie",
      { ...without("origin"), authorization: "Bearer x", cookie: "a=b" },
    ],
    ["another page with a token", { ...own, origin: "http://evil.example", authorization: "Bearer x" }],
  ])("from %s is refused", async (_, headers) => {
    expect(await change(headers)).toBe(403);
  });

  test("that does not say how long it is, or is too long, is refused", async () => {
    expect(await change(without("content-length"))).toBe(411);
    expect(await change({ ...own, "content-length": "1000001" })).toBe(413);
    expect(await change({ ...own, "content-length": "many" })).toBe(413);
  });
});

test.each([
  "evil.example",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "127.0.0.1.nip.io",
  "2130706433",
  "0.0.0.0",
  "127.1",
  "[::]",
  "localhost.",
  "localhost:80:80",
  "evil@localhost",
  "localhost/",
  "localhost,evil.example",
  "",
])("nothing is answered under the name %s, not even a file", async (host) => {
  const gate = gateFor(known("admin"));
  for (const route of Object.keys(ROUTES))
    expect(await statusOf(gate, concrete(route), { headers: { ...own, host } }), route).toBe(421);
});

test("streams, downloads and procedures are not for pages of other sites, whoever looks at those", async () => {
  const headers = { ...own, "sec-fetch-site": "cross-site" };
  const gate = gateFor(known("admin"));
  for (const route of Object.keys(ROUTES).filter((path) => ROUTES[path]?.kind === "api"))
    expect(await statusOf(gate, concrete(route), { headers }), route).toBe(403);
});

test("a route is for the roles that its permission names", async () => {
  const of = (role: Role, route: string) => statusOf(gateFor(known(role)), route);

  expect(
    await Promise.all((["viewer", "operator", "admin"] as const).map((role) => of(role, "/api/audit"))),
  ).toEqual([403, 403, 200]);
});

test("content is withheld from viewers when the policy says so", async () => {
  const policy = async () => ({ ...DEFAULT_POLICY, viewersSeeContent: false });
  const of = (role: Role) => statusOf(gateFor(known(role), { policy }), "/api/payload");

  expect([await of("viewer"), await of("operator")]).toEqual([403, 200]);
  expect(await statusOf(gateFor(known("viewer")), "/api/payload")).toBe(200);
});

test("a database that is away lets nobody in", async () => {
  const gate = gateFor(null, { principal: () => Promise.reject(new Error("away")) });

  expect(await statusOf(gate, "/runs")).toBe(503);
  const policy = () => Promise.reject(new Error("away"));
  expect(await statusOf(gateFor(known("admin"), { policy }), "/api/payload")).toBe(503);
});

test("whoever tries one token after another is stopped", async () => {
  const gate = gateFor(null);
  const tries: number[] = [];
  for (let count = 0; count < 12; count++)
    tries.push(await statusOf(gate, "/api/session", { method: "POST" }));

  expect(tries).toEqual([...Array(10).fill(200), 429, 429]);
});

test("a literal name wins over a placeholder", () => {
  expect(routeOf("/runs/new")).toBe(ROUTES["/runs/new"]);
  expect(routeOf("/runs/a%2Fb")).toBe(ROUTES["/runs/[runId]"]);
});
