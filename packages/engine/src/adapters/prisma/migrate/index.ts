/** Brings a database to the schema this version needs, and says how far one is. */

export * from "./errors.js";
export { type MigrateOptions, type MigrationState, migrate, migrationState } from "./migrate.js";
