/** What migrating needs of a database, beside Prisma's own book of applied migrations. */

export interface RecordedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly isFinished: boolean;
}

export interface MigrationTransaction {
  /** Makes the book of migrations if there is none. */
  prepareHistory(): Promise<void>;
  history(): Promise<readonly RecordedMigration[]>;
  /** Runs a whole script of statements. */
  script(sql: string): Promise<void>;
  record(migration: { readonly name: string; readonly checksum: string }): Promise<void>;
}

export interface MigrationDatabase {
  /** Migrations recorded so far, those rolled back left out; none when the book does not exist. Locks nothing. */
  history(): Promise<readonly RecordedMigration[]>;
  /** Runs `fn` alone: no other process migrates this database meanwhile. All or nothing. */
  exclusively<T>(fn: (tx: MigrationTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
