/** Sessions, tokens and what the installation allows. Secrets come hashed and are found by their hash's index. */

import { canBeStoredId, storableText } from "../../domain/storable.js";
import {
  type Access,
  type AccessPolicy,
  type AccessSession,
  type AccessToken,
  DEFAULT_POLICY,
  type Role,
} from "../../ports/access.js";
import { instant, instantOrNull, type Row, text } from "./columns.js";
import type { Db } from "./db.js";
import { raw, type Sql, sql } from "./sql.js";

const POLICY = "access.policy";
const SESSION = raw("id, created_at, user_id, role, source, last_seen_at, expires_at");
const TOKEN = raw("id, created_at, name, role, expires_at, last_used_at, revoked_at");

export const prismaAccess = (db: Db): Access => {
  const { dialect } = db;
  const isOpen = (idleMs: number): Sql => sql`
    revoked_at is null and expires_at > ${dialect.now} and last_seen_at > ${dialect.shift(dialect.now, -idleMs)}`;
  return {
    async openSession({ id, tokenHash, userId, role, source, ttlMs }) {
      await db.execute(sql`
        insert into sessions (id, created_at, token_hash, user_id, role, source, last_seen_at, expires_at)
        values (${id}, ${dialect.now}, ${tokenHash}, ${storableText(userId)}, ${role}, ${source}, ${dialect.now},
          ${dialect.shift(dialect.now, ttlMs)})`);
    },
    async findSession(tokenHash, idleMs) {
      const [row] = await db.read(sql`
        select ${SESSION} from sessions where token_hash = ${tokenHash} and ${isOpen(idleMs)}`);
      return row === undefined ? null : toSession(row);
    },
    async touchSession(id) {
      await db.execute(sql`update sessions set last_seen_at = ${dialect.now} where id = ${id}`);
    },
    async revokeSession(id) {
      if (!canBeStoredId(id)) return false;
      const revoked = await db.execute(sql`
        update sessions set revoked_at = ${dialect.now} where id = ${id} and revoked_at is null`);
      return revoked > 0;
    },
    async listSessions(idleMs) {
      const rows = await db.read(sql`
        select ${SESSION} from sessions where ${isOpen(idleMs)} order by created_at desc, id desc limit 500`);
      return rows.map(toSession);
    },
    async putToken({ id, name, role, tokenHash, ttlMs }) {
      const expiresAt = ttlMs === null ? dialect.time(null) : dialect.shift(dialect.now, ttlMs);
      await db.execute(sql`
        insert into api_tokens (id, created_at, name, role, token_hash, expires_at)
        values (${id}, ${dialect.now}, ${storableText(name)}, ${role}, ${tokenHash}, ${expiresAt})
        on conflict (id) do update set created_at = excluded.created_at, name = excluded.name, role = excluded.role,
          token_hash = excluded.token_hash, expires_at = excluded.expires_at, last_used_at = null, revoked_at = null`);
    },
    async findToken(tokenHash) {
      const [row] = await db.read(sql`
        select ${TOKEN} from api_tokens where token_hash = ${tokenHash} and revoked_at is null
          and (expires_at is null or expires_at > ${dialect.now})`);
      return row === undefined ? null : toToken(row);
    },
    async touchToken(id) {
      await db.execute(sql`update api_tokens set last_used_at = ${dialect.now} where id = ${id}`);
    },
    async revokeToken(id) {
      if (!canBeStoredId(id)) return false;
      return db.transaction(async (tx) => {
        await tx.execute(sql`
          update sessions set revoked_at = ${dialect.now} where source = ${id} and revoked_at is null`);
        const revoked = await tx.execute(sql`
          update api_tokens set revoked_at = ${dialect.now} where id = ${id} and revoked_at is null`);
        return revoked > 0;
      });
    },
    async listTokens() {
      const rows = await db.read(sql`
        select ${TOKEN} from api_tokens order by created_at desc, id desc limit 500`);
      return rows.map(toToken);
    },
    async policy() {
      const [row] = await db.read(sql`select value from settings where key = ${POLICY}`);
      if (row === undefined) return DEFAULT_POLICY;
      return { ...DEFAULT_POLICY, ...(JSON.parse(text(row.value)) as AccessPolicy) };
    },
    async setPolicy(policy, actorId) {
      await db.execute(sql`
        insert into settings (key, value, updated_at, actor_id)
        values (${POLICY}, ${JSON.stringify(policy)}, ${dialect.now}, ${storableText(actorId)})
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at,
          actor_id = excluded.actor_id`);
    },
  };
};

const toSession = (row: Row): AccessSession => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  userId: text(row.user_id),
  role: text(row.role) as Role,
  source: text(row.source),
  lastSeenAt: instant(row.last_seen_at),
  expiresAt: instant(row.expires_at),
});

const toToken = (row: Row): AccessToken => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  name: text(row.name),
  role: text(row.role) as Role,
  expiresAt: instantOrNull(row.expires_at),
  lastUsedAt: instantOrNull(row.last_used_at),
  revokedAt: instantOrNull(row.revoked_at),
});
