/** Why a database cannot be used as it is, in sentences that say what to do. */

import { EngineError } from "../../../domain/errors.js";

/** Nobody answers at the address, or whoever answers does not let us in. */
export class DatabaseUnreachableError extends EngineError {
  override readonly name = "DatabaseUnreachableError";
  readonly code = "DATABASE_UNREACHABLE";
  /** Without the password. */
  readonly address: string;

  constructor(address: string, why: string, options?: ErrorOptions) {
    super(`The database at ${address} cannot be reached: ${why}`, options);
    this.address = address;
  }
}

/** A newer version has migrated this database; an older one would misread or damage it. */
export class DatabaseNewerError extends EngineError {
  override readonly name = "DatabaseNewerError";
  readonly code = "DATABASE_NEWER";
  readonly unknownMigrations: readonly string[];

  constructor(unknownMigrations: readonly string[]) {
    super(
      `The database has migrations this version does not know (${unknownMigrations.join(", ")}): ` +
        "a newer version has used it. Update this installation, or use another database",
    );
    this.unknownMigrations = unknownMigrations;
  }
}

/** The file of an applied migration differs from what was applied, so nobody knows what the database looks like. */
export class MigrationEditedError extends EngineError {
  override readonly name = "MigrationEditedError";
  readonly code = "MIGRATION_EDITED";
  readonly migrations: readonly string[];

  constructor(migrations: readonly string[]) {
    super(
      `Edited after they were applied: ${migrations.join(", ")}. ` +
        "Restore the files as they were and put the change into a new migration",
    );
    this.migrations = migrations;
  }
}

/** A migration was begun by another tool and did not finish. Ours leave nothing behind when they fail. */
export class MigrationUnfinishedError extends EngineError {
  override readonly name = "MigrationUnfinishedError";
  readonly code = "MIGRATION_UNFINISHED";
  readonly migrations: readonly string[];

  constructor(migrations: readonly string[]) {
    super(
      `Begun and not finished: ${migrations.join(", ")}. Repair the database by hand, then record it with ` +
        "`prisma migrate resolve --applied` or `--rolled-back`, or restore a backup",
    );
    this.migrations = migrations;
  }
}

/** The database rejected a migration; it was rolled back as a whole, the ones before it stay. */
export class MigrationFailedError extends EngineError {
  override readonly name = "MigrationFailedError";
  readonly code = "MIGRATION_FAILED";
  readonly migration: string;

  constructor(migration: string, why: string, options?: ErrorOptions) {
    super(`Migration ${migration} failed and was rolled back: ${why}`, options);
    this.migration = migration;
  }
}

/** The installation lacks its migrations. */
export class MigrationsMissingError extends EngineError {
  override readonly name = "MigrationsMissingError";
  readonly code = "MIGRATIONS_MISSING";
  readonly folder: string;

  constructor(folder: string, options?: ErrorOptions) {
    super(`There are no migrations in ${folder}: build or install the package again`, options);
    this.folder = folder;
  }
}
