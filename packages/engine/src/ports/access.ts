/** Who may use the dashboard: sessions of people, tokens of scripts, and what the installation allows. */

/** Each may do what those before it may. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface AccessSession {
  readonly id: string;
  readonly createdAt: Date;
  /** The name recorded with what is done. */
  readonly userId: string;
  readonly role: Role;
  /** Id of the token that opened it, or the way of signing in. */
  readonly source: string;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export interface AccessToken {
  readonly id: string;
  readonly createdAt: Date;
  readonly name: string;
  readonly role: Role;
  /** Null: never. */
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewSession extends Pick<AccessSession, "id" | "userId" | "role" | "source"> {
  /** SHA-256 of the secret in the cookie. */
  readonly tokenHash: string;
  readonly ttlMs: number;
}

export interface NewToken extends Pick<AccessToken, "id" | "name" | "role"> {
  readonly tokenHash: string;
  /** Null: for ever. */
  readonly ttlMs: number | null;
}

/** What the installation allows, whoever asks. */
export interface AccessPolicy {
  /** Nobody changes anything but this. */
  readonly isReadOnly: boolean;
  /** Whether viewers see prompts, inputs and outputs. */
  readonly viewersSeeContent: boolean;
}

export const DEFAULT_POLICY: AccessPolicy = { isReadOnly: false, viewersSeeContent: true };

/** Times are the database's. */
export interface Access {
  openSession(session: NewSession): Promise<void>;
  /** One that is neither revoked nor expired nor was idle for longer than this. */
  findSession(tokenHash: string, idleMs: number): Promise<AccessSession | null>;
  /** It was used now. */
  touchSession(id: string): Promise<void>;
  /** @returns whether it was open */
  revokeSession(id: string): Promise<boolean>;
  /** Those that can be used, newest first. */
  listSessions(idleMs: number): Promise<AccessSession[]>;

  /** Takes the place of one with the same id. */
  putToken(token: NewToken): Promise<void>;
  /** One that is neither revoked nor expired. */
  findToken(tokenHash: string): Promise<AccessToken | null>;
  touchToken(id: string): Promise<void>;
  /** Ends it and the sessions it opened. @returns whether it was in use */
  revokeToken(id: string): Promise<boolean>;
  /** All, newest first. */
  listTokens(): Promise<AccessToken[]>;

  policy(): Promise<AccessPolicy>;
  setPolicy(policy: AccessPolicy, actorId: string): Promise<void>;
}
