/** Who is let in, by each way of signing in. */

import { createKernel, secretHash } from "@stageline/engine";
import { openMemoryStore } from "@stageline/engine/store";
import { describe, expect, test } from "vitest";
import { isLoopbackAddress, PEER_HEADER, plainAddress } from "./peer";
import { refusal } from "./permission";
import { principalOf } from "./principal";
import { rateLimit } from "./rate-limit";
import { noSessionCookie, sessionCookie } from "./session-cookie";
import { boundHost } from "./settings-of-process";
import { signInSettings } from "./sign-in-settings";

const by = { kind: "user", id: "anna" };
const start = (env: Record<string, string> = {}, boundTo = "0.0.0.0") => {
  const store = openMemoryStore();
  const settings = signInSettings(env, boundTo);
  return {
    store,
    settings,
    kernel: createKernel({ store }),
    who: (headers: Record<string, string>) =>
      principalOf(new Headers(headers), settings, async () => store.access),
  };
};

describe("without signing in", () => {
  test("everybody on the machine is the same, and nobody else is let in", async () => {
    const { who } = start({}, "127.0.0.1");

    expect(await who({ [PEER_HEADER]: "127.0.0.1" })).toMatchObject({ name: "local", role: "admin" });
    expect(await who({ [PEER_HEADER]: "10.0.0.9" })).toBeNull();
    expect(await who({})).toBeNull();
  });

  test("a token that is shown is judged all the same", async () => {
    const { who } = start({}, "127.0.0.1");

    expect(
      await who({ [PEER_HEADER]: "127.0.0.1", authorization: "Bearer made-up-made-up-made-up" }),
    ).toBeNull();
  });
});

describe("with a token", () => {
  test("a session lasts until it is ended", async () => {
    const { who, kernel, settings } = start();
    const session = { userId: "maria", role: "operator", source: "link", ttlMs: 60_000 } as const;
    const { id, secret } = await kernel.dispatch("access.signIn", session, { by });
    const cookie = sessionCookie(secret, settings).split(";")[0] ?? "";

    expect(await who({ cookie: `other=1; ${cookie}` })).toMatchObject({ name: "maria", role: "operator" });
    expect(await who({ cookie: `${cookie}x` })).toBeNull();
    await kernel.dispatch("access.endSession", { sessionId: id }, { by });
    expect(await who({ cookie })).toBeNull();
  });

  test("a script is who its token says until it is revoked", async () => {
    const { who, kernel, store } = start();
    const token = await kernel.dispatch("access.createToken", { name: "import", role: "viewer" }, { by });
    const headers = { authorization: `Bearer ${token.secret}` };

    expect(await who(headers)).toMatchObject({ name: "import", role: "viewer", kind: "token" });
    expect((await store.access.listTokens())[0]?.lastUsedAt).not.toBeNull();
    await kernel.dispatch("access.revokeToken", { tokenId: token.id }, { by });
    expect(await who(headers)).toBeNull();
  });

  test("another sign-in link ends the one before and the sessions it opened", async () => {
    const { kernel, store, who, settings } = start();
    const first = await kernel.dispatch("access.rotateSignInLink", {}, { by });
    const link = await store.access.findToken(secretHash(first.secret));
    const session = { userId: "maria", role: "admin", source: link?.id ?? "", ttlMs: 60_000 } as const;
    const { secret } = await kernel.dispatch("access.signIn", session, { by });
    const cookie = sessionCookie(secret, settings);

    await kernel.dispatch("access.rotateSignInLink", {}, { by });

    expect(await store.access.findToken(secretHash(first.secret))).toBeNull();
    expect(await who({ cookie })).toBeNull();
  });

  test("nothing secret is stored", async () => {
    const { kernel, store } = start();
    const { secret } = await kernel.dispatch("access.createToken", { name: "x", role: "admin" }, { by });

    const stored = JSON.stringify([await store.access.listTokens(), await store.audit.after(0, 10)]);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secretHash(secret));
  });
});

describe("with a proxy in front", () => {
  const secret = "s".repeat(32);
  const env = {
    STAGELINE_AUTH: "proxy-header",
    STAGELINE_PROXY_SECRET: secret,
    STAGELINE_PROXY_ADDRESSES: "10.0.0.2",
  };
  const said = {
    [PEER_HEADER]: "10.0.0.2",
    "x-stageline-proxy-secret": secret,
    "x-forwarded-user": "maria",
    "x-forwarded-role": "operator",
  };

  test("its word is taken for who it is", async () => {
    expect(await start(env).who(said)).toMatchObject({ name: "maria", role: "operator" });
  });

  test("who has no role is a viewer", async () => {
    const { "x-forwarded-role": _role, ...rest } = said;
    expect(await start(env).who(rest)).toMatchObject({ role: "viewer" });
  });

  test.each([
    ["from elsewhere", { [PEER_HEADER]: "10.0.0.3" }],
    ["with another secret", { "x-stageline-proxy-secret": `${secret}s` }],
    ["without a name", { "x-forwarded-user": " " }],
    ["with a role nobody knows", { "x-forwarded-role": "root" }],
  ])("its word is not taken %s", async (_, wrong) => {
    expect(await start(env).who({ ...said, ...wrong })).toBeNull();
  });
});

describe("the dashboard does not start", () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["open to all without signing in", { STAGELINE_AUTH: "none" }, "0.0.0.0"],
    ["without signing in where it does not know who reaches it", { STAGELINE_AUTH: "none" }, undefined],
    ["with a word it does not know", { STAGELINE_AUTH: "off" }, "127.0.0.1"],
    ["with a proxy that proves nothing", { STAGELINE_AUTH: "proxy-header" }, "127.0.0.1"],
    [
      "behind a proxy without signing in",
      { STAGELINE_AUTH: "none", STAGELINE_PUBLIC_URL: "https://runs.example" },
      "127.0.0.1",
    ],
    ["with an address that is none", { STAGELINE_PUBLIC_URL: "runs.example" }, "127.0.0.1"],
  ])("%s", (_, env, boundTo) => {
    expect(() => signInSettings(env, boundTo)).toThrow();
  });
});

test("it asks for a token wherever others may reach it", () => {
  const modes = ["127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.4", undefined].map(
    (boundTo) => signInSettings({}, boundTo).mode,
  );

  expect(modes).toEqual(["none", "none", "none", "token", "token", "token"]);
  expect(signInSettings({ STAGELINE_PUBLIC_URL: "https://runs.example" }, "127.0.0.1").mode).toBe("token");
  expect(signInSettings({ STAGELINE_PUBLIC_URL: "http://localhost:3000" }, "127.0.0.1").mode).toBe("none");
});

test("where it listens is what it was started with", () => {
  expect(boundHost(["node", "next", "start", "-H", "127.0.0.1"], {})).toBe("127.0.0.1");
  expect(boundHost(["node", "next", "start", "--hostname=0.0.0.0"], {})).toBe("0.0.0.0");
  expect(boundHost(["node", "next", "start"], {})).toBeUndefined();
  expect(boundHost([], { STAGELINE_BOUND_TO: "127.0.0.1" })).toBe("127.0.0.1");
});

test("a cookie is bound to the host where there is https, and never seen by scripts", () => {
  const https = signInSettings({ STAGELINE_PUBLIC_URL: "https://runs.example" }, "127.0.0.1");
  const http = signInSettings({}, "127.0.0.1");

  expect(sessionCookie("x", https)).toMatch(
    /^__Host-stageline=x; Path=\/; HttpOnly; SameSite=Strict; .*Secure$/,
  );
  expect(sessionCookie("x", http)).toMatch(/^stageline-session=x; Path=\/; HttpOnly; SameSite=Strict/);
  expect(noSessionCookie(https)).toContain("Max-Age=0");
});

test("a peer on this machine is told from others however its address is written", () => {
  const addresses = ["::ffff:127.0.0.1", "127.0.0.1", "127.8.8.8", "::1", "10.0.0.1", "::ffff:10.0.0.1", ""];
  expect(addresses.map((address) => isLoopbackAddress(plainAddress(address)))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("each role may do what those before it may", () => {
  const open = { viewersSeeContent: true };
  const may = (["viewer", "operator", "admin"] as const).map((role) =>
    (["viewer", "operator", "admin"] as const).filter(
      (permission) => refusal(role, permission, open) === undefined,
    ),
  );

  expect(may.map((list) => list.length)).toEqual([1, 2, 3]);
});

test("a bucket fills again, for each by itself", () => {
  let now = 0;
  const wait = rateLimit({ burst: 2, perSecond: 0.5 }, () => now);

  expect([wait("a"), wait("a"), wait("a"), wait("b")]).toEqual([0, 0, 2, 0]);
  now = 2_000;
  expect([wait("a"), wait("a")]).toEqual([0, 2]);
});
