/**
 * Every page, question, change, stream and file of the built dashboard, asked for in all ways that a lock in front of
 * it may not recognise, by people who may not have it. Over plain sockets, as browsers tidy up what they send.
 */

import { expect, test } from "@playwright/test";
import { createKernel } from "@stageline/engine";
import { openStore, type Store } from "@stageline/engine/store";
import { validInputs } from "./cross-site/valid-inputs.js";
import { urlOf } from "./databases.js";
import { type GuardedDashboard, startGuardedDashboard } from "./guarded-dashboard.js";
import {
  type Answer,
  askingAt,
  inTurn,
  isData,
  isForEverybody,
  nobody,
  somebody,
} from "./path-tricks/asking.js";
import { type CanaryRun, writeCanaryRun } from "./path-tricks/canary-run.js";
import { questionsAbout } from "./path-tricks/questions.js";
import { MUTATIONS, QUERIES, type Target, targetsOf } from "./path-tricks/targets.js";
import { waysTo } from "./path-tricks/tricks.js";

const METHODS = [
  ..."GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT PROPFIND SEARCH QUERY PURGE get".split(" "),
];
const HOSTS = [
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "127.0.0.1.nip.io",
  "0.0.0.0",
  "2130706433",
  "127.1",
  "localhost.",
  "",
];

let store: Store;
let guarded: GuardedDashboard;
let run: CanaryRun;
let targets: readonly Target[];
let ask: ReturnType<typeof askingAt>;
test.beforeAll(async () => {
  store = await openStore(urlOf(test.info().project.name));
  guarded = await startGuardedDashboard(test.info().project.name);
  run = await writeCanaryRun(store);
  targets = targetsOf(run);
  ask = askingAt(guarded.address);
});
test.afterAll(async () => {
  await setPolicy({ viewersSeeContent: true, isReadOnly: false });
  await guarded?.stop();
  await store?.close();
});

const setPolicy = (policy: { viewersSeeContent?: boolean; isReadOnly?: boolean }) =>
  createKernel({ store }).dispatch("access.setPolicy", policy);
const waysOf = ({ path, query }: Pick<Target, "path" | "query">) => waysTo(path, query, guarded.address);
const plain = ({ path, query }: Target) => ({ target: path + query, headers: [] });
const brief = ({ request, status, body }: Answer) => `${request}\n  ${status} ${body.slice(0, 200)}`;
const latestAction = async () => (await store.audit.list({ limit: 1 }))[0]?.sequence;

test("an admin sees what is to be hidden from others, by the plain way to it", async () => {
  expect(Object.keys(questionsAbout(run)).sort()).toEqual(QUERIES.map(({ name }) => name).sort());
  const admin = await somebody(store, "admin");
  const withheldIn: string[] = [];

  for (const target of targets) {
    const answer = await ask(admin, { way: plain(target) });
    expect(answer.status, brief(answer)).toBeLessThan(400);
    if (answer.body.includes(run.withheld)) withheldIn.push(target.path);
  }
  for (const [kind, id] of run.payloads) {
    const way = { target: `/api/payload?kind=${kind}&id=${id}`, headers: [] };
    expect((await ask(admin, { way })).body, kind).toContain(run.withheld);
  }

  expect(withheldIn).toContain("/api/trpc/run.payload");
});

test("nobody who has not signed in gets anything, whatever way they ask", async () => {
  const stranger = nobody();
  const shown: string[] = [];
  const asked = targets.flatMap((target) => waysOf(target).map((way) => ({ way })));

  await inTurn(asked, async ({ way }) => {
    const answer = await ask(stranger, { way });
    if (
      answer.status === 429 ||
      !isForEverybody(answer) ||
      answer.body.includes(run.shown) ||
      answer.status >= 500
    )
      shown.push(brief(answer));
  });

  expect(asked.length).toBeGreaterThan(5_000);
  expect(shown).toEqual([]);
});

test("by other methods there is nothing either, for nobody and for an admin", async () => {
  const askers = [nobody(), await somebody(store, "admin")];
  const shown: string[] = [];
  const asked = targets.flatMap((target) =>
    METHODS.filter((method) => method !== "GET").flatMap((method) =>
      askers.map((asker) => ({ asker, method, way: plain(target) })),
    ),
  );

  await inTurn(asked, async ({ asker, ...one }) => {
    const answer = await ask(asker, one);
    if (answer.status === 429 || isData(answer) || answer.body.includes(run.shown)) shown.push(brief(answer));
  });

  // Signing out is for whoever wants to.
  expect(shown.filter((one) => !one.startsWith("DELETE /api/session\n  200"))).toEqual([]);
});

test("what is withheld from viewers they see nowhere, nor what is for others", async () => {
  await setPolicy({ viewersSeeContent: false });
  const viewer = await somebody(store, "viewer");
  const shown: string[] = [];
  const payloads = run.payloads.map(([kind, id]) => ({
    path: "/api/payload",
    query: `?kind=${kind}&id=${id}`,
    permission: "content" as const,
  }));
  const asked = [...targets, ...payloads].flatMap(({ permission, ...target }) =>
    waysOf(target).map((way) => ({ way, permission })),
  );

  await inTurn(asked, async ({ way, permission }) => {
    const answer = await ask(viewer, { way });
    const isTheirs = permission === "viewer" || permission === "everybody";
    if (answer.status === 429 || answer.body.includes(run.withheld) || (!isTheirs && isData(answer)))
      shown.push(brief(answer));
  });

  expect(shown).toEqual([]);
});

test("an operator is told nothing that is for admins", async () => {
  const operator = await somebody(store, "operator");
  const shown: string[] = [];
  const forAdmins = targets.filter(({ permission }) => permission === "admin");

  await inTurn(forAdmins.flatMap(waysOf), async (way) => {
    const answer = await ask(operator, { way });
    if (answer.status === 429 || isData(answer)) shown.push(brief(answer));
  });

  expect(forAdmins.length).toBeGreaterThan(4);
  expect(shown).toEqual([]);
});

test("no change is made by who may not make it, in no way; a read-only dashboard makes none", async () => {
  const inputs = await validInputs(store);
  const [stranger, viewer, operator] = [
    nobody(),
    await somebody(store, "viewer"),
    await somebody(store, "operator"),
  ];
  const forAdmins = MUTATIONS.filter(({ permission }) => permission === "admin");
  const forOperators = MUTATIONS.filter(({ permission }) => permission !== "admin");
  const tried = async (asker: typeof viewer, of: typeof MUTATIONS) => {
    const done: string[] = [];
    const asked = of.flatMap(({ name }) =>
      waysOf({ path: `/api/trpc/${name}`, query: "" }).map((way) => ({ way, json: inputs[name] })),
    );
    await inTurn(asked, async (one) => {
      for (const method of ["POST", "PUT"]) {
        const answer = await ask(asker, { ...one, method });
        if (answer.status === 429 || isData(answer)) done.push(brief(answer));
      }
    });
    return done;
  };
  const before = await latestAction();

  expect(await tried(stranger, MUTATIONS)).toEqual([]);
  expect(await tried(viewer, MUTATIONS)).toEqual([]);
  expect(await tried(operator, forAdmins)).toEqual([]);
  expect(await latestAction()).toBe(before);

  await setPolicy({ isReadOnly: true });
  const inReadOnly = await latestAction();
  expect(await tried(operator, forOperators)).toEqual([]);
  expect(await latestAction()).toBe(inReadOnly);

  await setPolicy({ isReadOnly: false });
  const admin = await somebody(store, "admin");
  for (const [name, json] of Object.entries(inputs)) {
    const way = { target: `/api/trpc/${name}`, headers: [] };
    expect(await ask(admin, { way, method: "POST", json }), name).toMatchObject({ status: 200 });
  }
});

test("under a name that is not its own the dashboard answers nobody", async () => {
  const askers = [nobody(), await somebody(store, "admin")];
  const answered: string[] = [];
  const asked = targets.flatMap((target) =>
    HOSTS.flatMap((host) => askers.map((asker) => ({ asker, host, way: plain(target) }))),
  );

  await inTurn(asked, async ({ asker, ...one }) => {
    const answer = await ask(asker, one);
    if (![400, 421].includes(answer.status)) answered.push(`${one.host} ${brief(answer)}`);
  });

  expect(answered).toEqual([]);
});
