/** Sessions, tokens and what the installation allows. */

import { storableText } from "../../domain/storable.js";
import { type Access, type AccessSession, type AccessToken, DEFAULT_POLICY } from "../../ports/access.js";
import { dateOf } from "./columns.js";
import type { Moment, Session } from "./database.js";
import { by, byText, descending } from "./order.js";
import type { SessionRow, TokenRow } from "./rows.js";

const newestFirst = by<SessionRow | TokenRow>(
  descending((row) => row.createdAt.getTime()),
  (a, b) => byText<SessionRow | TokenRow>((row) => row.id)(b, a),
);

export const memoryAccess = (session: Session): Access => ({
  openSession: ({ ttlMs, userId, ...opened }) =>
    session.write(({ tables, now }) => {
      tables.sessions.put({
        ...opened,
        userId: storableText(userId),
        createdAt: dateOf(now),
        lastSeenAt: dateOf(now),
        expiresAt: dateOf(now + ttlMs),
        revokedAt: null,
      });
    }),
  findSession: (tokenHash, idleMs) =>
    session.read((moment) => {
      const row = openSessions(moment, idleMs).find((one) => one.tokenHash === tokenHash);
      return row === undefined ? null : toSession(row);
    }),
  touchSession: (id) =>
    session.write(({ tables, now }) => {
      const row = tables.sessions.get(id);
      if (row) tables.sessions.put({ ...row, lastSeenAt: dateOf(now) });
    }),
  revokeSession: (id) =>
    session.write(({ tables, now }) => {
      const row = tables.sessions.get(id);
      if (row === undefined || row.revokedAt !== null) return false;
      tables.sessions.put({ ...row, revokedAt: dateOf(now) });
      return true;
    }),
  listSessions: (idleMs) =>
    session.read((moment) => openSessions(moment, idleMs).sort(newestFirst).slice(0, 500).map(toSession)),
  putToken: ({ ttlMs, name, ...token }) =>
    session.write(({ tables, now }) => {
      tables.tokens.put({
        ...token,
        name: storableText(name),
        createdAt: dateOf(now),
        expiresAt: ttlMs === null ? null : dateOf(now + ttlMs),
        lastUsedAt: null,
        revokedAt: null,
      });
    }),
  findToken: (tokenHash) =>
    session.read(({ tables, now }) => {
      const row = [...tables.tokens.all()].find(
        (one) =>
          one.tokenHash === tokenHash &&
          one.revokedAt === null &&
          (one.expiresAt === null || one.expiresAt.getTime() > now),
      );
      return row === undefined ? null : toToken(row);
    }),
  touchToken: (id) =>
    session.write(({ tables, now }) => {
      const row = tables.tokens.get(id);
      if (row) tables.tokens.put({ ...row, lastUsedAt: dateOf(now) });
    }),
  revokeToken: (id) =>
    session.write(({ tables, now }) => {
      for (const row of [...tables.sessions.all()])
        if (row.source === id && row.revokedAt === null)
          tables.sessions.put({ ...row, revokedAt: dateOf(now) });
      const row = tables.tokens.get(id);
      if (row === undefined || row.revokedAt !== null) return false;
      tables.tokens.put({ ...row, revokedAt: dateOf(now) });
      return true;
    }),
  listTokens: () =>
    session.read(({ tables }) => [...tables.tokens.all()].sort(newestFirst).slice(0, 500).map(toToken)),
  policy: () => session.read(({ tables }) => tables.policy.get("policy")?.policy ?? DEFAULT_POLICY),
  setPolicy: (policy) =>
    session.write(({ tables }) => {
      tables.policy.put({ id: "policy", policy });
    }),
});

const openSessions = ({ tables, now }: Moment, idleMs: number): SessionRow[] =>
  [...tables.sessions.all()].filter(
    ({ revokedAt, expiresAt, lastSeenAt }) =>
      revokedAt === null && expiresAt.getTime() > now && lastSeenAt.getTime() > now - idleMs,
  );

const toSession = ({ tokenHash: _hash, revokedAt: _revoked, ...view }: SessionRow): AccessSession => view;
const toToken = ({ tokenHash: _hash, ...view }: TokenRow): AccessToken => view;
