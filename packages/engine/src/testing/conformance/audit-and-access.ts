/** The chain of what people did; sessions and tokens. */

import assert from "node:assert/strict";
import { brokenLink, EMPTY_CHAIN } from "../../domain/audit-chain.js";
import type { NewSession, NewToken } from "../../ports/access.js";
import type { AuditInput } from "../../ports/audit-log.js";
import { suite } from "./suite.js";

const deed = (overrides: Partial<AuditInput> = {}): AuditInput => ({
  actorKind: "user",
  actorId: "maria",
  action: "run.cancel",
  targetKind: "run",
  targetId: "run-1",
  reason: "wrong input",
  before: '{"status":"RUNNING"}',
  after: null,
  ...overrides,
});
const session = (overrides: Partial<NewSession> = {}): NewSession => ({
  id: "session-1",
  tokenHash: "hash-1",
  userId: "maria",
  role: "operator",
  source: "token-1",
  ttlMs: 60_000,
  ...overrides,
});
const token = (overrides: Partial<NewToken> = {}): NewToken => ({
  id: "token-1",
  name: "nightly import",
  role: "operator",
  tokenHash: "hash-t",
  ttlMs: null,
  ...overrides,
});
const HOUR = 3_600_000;

export const auditAndAccessSuite = suite("audit log and access", {
  "entries are numbered and chained, and come back as they were written": async ({ audit }) => {
    const first = await audit.append(deed());
    const second = await audit.append(deed({ actorId: "script", reason: null }));

    assert.deepEqual(await audit.after(0, 10), [first, second]);
    assert.equal(brokenLink([first, second], EMPTY_CHAIN), undefined);
    assert.deepEqual(await audit.head(), { sequence: 2, hash: second.hash });
  },

  "entries of many at once make one chain": async ({ audit }) => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => audit.append(deed({ actorId: `a${index}` }))));

    const entries = await audit.after(0, 100);
    assert.equal(entries.length, 12);
    assert.equal(brokenLink(entries, EMPTY_CHAIN), undefined);
  },

  "what is appended in a transaction that fails was never appended": async (store) => {
    await store.audit.append(deed());
    await assert.rejects(
      store.transaction(async () => {
        await store.audit.append(deed({ actorId: "nobody" }));
        throw new Error("no");
      }),
    );
    await store.audit.append(deed({ actorId: "anna" }));

    const entries = await store.audit.after(0, 10);
    assert.deepEqual(
      entries.map(({ sequence, actorId }) => [sequence, actorId]),
      [
        [1, "maria"],
        [2, "anna"],
      ],
    );
  },

  "the list is newest first and narrowed by who, what, on what and place": async ({ audit }) => {
    await audit.append(deed());
    await audit.append(deed({ actorId: "anna" }));
    await audit.append(deed({ action: "run.create", targetId: "run-2" }));
    const listed = async (filter: Parameters<typeof audit.list>[0]) =>
      (await audit.list(filter)).map(({ sequence }) => sequence);

    assert.deepEqual(await listed({ limit: 2 }), [3, 2]);
    assert.deepEqual(await listed({ limit: 2, beforeSequence: 2 }), [1]);
    assert.deepEqual(await listed({ limit: 9, actorId: "maria" }), [3, 1]);
    assert.deepEqual(await listed({ limit: 9, action: "run.create" }), [3]);
    assert.deepEqual(await listed({ limit: 9, targetKind: "run", targetId: "run-1" }), [2, 1]);
    assert.deepEqual(await listed({ limit: 9, to: new Date(0) }), []);
    assert.deepEqual(await listed({ limit: 9, actorId: "\0" }), []);
  },

  "a session is found by its hash until it is revoked": async ({ access }) => {
    await access.openSession(session());

    const found = await access.findSession("hash-1", HOUR);
    assert.deepEqual(
      [found?.id, found?.userId, found?.role, found?.source],
      ["session-1", "maria", "operator", "token-1"],
    );
    assert.equal(await access.findSession("hash-2", HOUR), null);
    assert.equal(await access.revokeSession("session-1"), true);
    assert.equal(await access.revokeSession("session-1"), false);
    assert.equal(await access.findSession("hash-1", HOUR), null);
    assert.deepEqual(await access.listSessions(HOUR), []);
  },

  "a session that expired or was idle for too long is not found": async ({ access }) => {
    await access.openSession(session({ ttlMs: -1 }));
    await access.openSession(session({ id: "session-2", tokenHash: "hash-2" }));

    assert.equal(await access.findSession("hash-1", HOUR), null);
    assert.equal(await access.findSession("hash-2", -HOUR), null);
    assert.equal((await access.findSession("hash-2", HOUR))?.id, "session-2");
  },

  "a token works until it is revoked or expires, and takes its sessions with it": async ({ access }) => {
    await access.putToken(token());
    await access.putToken(token({ id: "token-2", tokenHash: "hash-old", ttlMs: -1 }));
    await access.openSession(session());

    assert.equal((await access.findToken("hash-t"))?.name, "nightly import");
    assert.equal(await access.findToken("hash-old"), null);
    assert.equal(await access.revokeToken("token-1"), true);
    assert.equal(await access.revokeToken("token-1"), false);
    assert.equal(await access.revokeToken("no\0token"), false);
    assert.equal(await access.revokeSession("no\0session"), false);
    assert.equal(await access.findToken("hash-t"), null);
    assert.equal(await access.findSession("hash-1", HOUR), null);
    assert.equal((await access.listTokens()).length, 2);
  },

  "a token that is put again replaces the one before": async ({ access }) => {
    await access.putToken(token());
    await access.revokeToken("token-1");
    await access.putToken(token({ tokenHash: "hash-new" }));

    assert.equal(await access.findToken("hash-t"), null);
    assert.equal((await access.findToken("hash-new"))?.revokedAt, null);
  },

  "a policy is kept; before there is one, everything but nothing special is allowed": async ({ access }) => {
    assert.deepEqual(await access.policy(), { isReadOnly: false, viewersSeeContent: true });

    await access.setPolicy({ isReadOnly: true, viewersSeeContent: false }, "maria");

    assert.deepEqual(await access.policy(), { isReadOnly: true, viewersSeeContent: false });
  },
});
