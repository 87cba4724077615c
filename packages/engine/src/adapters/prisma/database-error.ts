/** What goes wrong between us and the database, in words that help and without secrets. */

import { EngineError, UnstorableValueError } from "../../domain/errors.js";

export type DatabaseErrorCode =
  | "DATABASE_URL_UNSUPPORTED"
  | "DATABASE_UNREACHABLE"
  | "DATABASE_ACCESS_DENIED"
  | "DATABASE_NOT_FOUND"
  | "DATABASE_NOT_MIGRATED"
  | "DATABASE_BUSY"
  | "DATABASE_TIMEOUT"
  | "DATABASE_FAILED"
  | "TRANSACTION_OVER"
  | "STORE_CLOSED";

/** How a statement failed, where a caller may want to act on it. */
export type StatementFailure = "unique" | "foreignKey" | "conflict" | "busy";

/** The database cannot be used, or refused a statement. `cause` is what the driver said. */
export class DatabaseError extends EngineError {
  override readonly name = "DatabaseError";
  readonly code: DatabaseErrorCode;
  readonly failure: StatementFailure | undefined;
  /** Name of the violated constraint, or its columns, where the database says so. */
  readonly constraint: string | undefined;

  constructor(
    code: DatabaseErrorCode,
    message: string,
    options: ErrorOptions & { failure?: StatementFailure; constraint?: string } = {},
  ) {
    super(message, options);
    this.code = code;
    this.failure = options.failure;
    this.constraint = options.constraint;
  }
}

/** Whether a statement failed in this way. */
export const failedAs = (error: unknown, failure: StatementFailure): error is DatabaseError =>
  error instanceof DatabaseError && error.failure === failure;

/** What Prisma's driver adapters tell of a failure. */
interface DriverCause {
  readonly kind?: string;
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly constraint?: { readonly index?: string; readonly fields?: readonly string[] };
}

/** The driver's own account, which Prisma carries in `meta` or the adapter's error in `cause`. */
function driverCause(error: unknown): DriverCause | undefined {
  if (error === null || typeof error !== "object") return undefined;
  const { meta, cause } = error as {
    meta?: { driverAdapterError?: { cause?: DriverCause } };
    cause?: DriverCause;
  };
  return meta?.driverAdapterError?.cause ?? cause ?? postgresqlCause(error);
}

const KINDS: Readonly<Record<string, string>> = {
  "23505": "UniqueConstraintViolation",
  "23503": "ForeignKeyConstraintViolation",
  "28000": "AuthenticationFailed",
  "28P01": "AuthenticationFailed",
  "3D000": "DatabaseDoesNotExist",
  "42P01": "TableDoesNotExist",
};

/** What the driver itself says of a statement that did not go through Prisma, in the adapters' words. */
function postgresqlCause(error: object): DriverCause | undefined {
  const { code, constraint, message } = error as { code?: unknown; constraint?: unknown; message?: unknown };
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
  const kind = KINDS[code];
  return {
    originalCode: code,
    originalMessage: String(message),
    ...(kind === undefined ? {} : { kind }),
    ...(typeof constraint === "string" ? { constraint: { index: constraint } } : {}),
  };
}

/** SQLite's own code for a lock that somebody else holds, thrown while a connection is being opened. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && "rawCode" in error && (Number(error.rawCode) & 0xff) === 5;

/** Connection trouble of all kinds, a server that shuts down or starts, a database closed for now, and what sockets say. */
const AWAY =
  /^(08\w{3}|57P0[1-5]|53300|55000|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH)$/;

/** By a limit of the session, or by somebody. */
const STATEMENT_CANCELLED = "57014";

/** PostgreSQL's or the socket's own code, from Prisma's driver adapter or from the driver itself. */
function sqlState(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  const given = driverCause(error)?.originalCode ?? code;
  if (typeof given === "string") return given;
  // The driver's own words when the server closes the connection without any.
  return error instanceof Error && /^(Connection terminated|timeout exceeded)/.test(error.message)
    ? "08006"
    : undefined;
}

/**
 * Any error of a statement as a {@link DatabaseError}.
 *
 * @param address the database as it may be shown, without password
 */
export function toDatabaseError(error: unknown, address: string): unknown {
  if (error instanceof EngineError) return error;
  if (isBusy(error))
    return new DatabaseError("DATABASE_BUSY", `${address} is busy`, { cause: error, failure: "busy" });
  const code = sqlState(error);
  if (code !== undefined && AWAY.test(code))
    return new DatabaseError("DATABASE_UNREACHABLE", `No database answers at ${address}`, { cause: error });
  if (code === STATEMENT_CANCELLED)
    return new DatabaseError("DATABASE_TIMEOUT", `${address} gave up on a question that took too long`, {
      cause: error,
    });
  if (code === "40P01" || code === "40001")
    return new DatabaseError("DATABASE_FAILED", String(error), { cause: error, failure: "conflict" });
  const said = driverCause(error);
  const detail = said?.originalMessage ?? (error instanceof Error ? error.message : String(error));
  switch (said?.kind) {
    case "UniqueConstraintViolation":
      return new DatabaseError("DATABASE_FAILED", detail, {
        cause: error,
        failure: "unique",
        constraint: said.constraint?.index ?? said.constraint?.fields?.join(", "),
      });
    case "ForeignKeyConstraintViolation":
      return new DatabaseError("DATABASE_FAILED", detail, {
        cause: error,
        failure: "foreignKey",
        constraint: said.constraint?.index,
      });
    case "TransactionWriteConflict":
      return new DatabaseError("DATABASE_FAILED", detail, { cause: error, failure: "conflict" });
    case "DatabaseNotReachable":
    case "ConnectionClosed":
    case "SocketTimeout":
      return said.originalCode === undefined
        ? new DatabaseError("DATABASE_UNREACHABLE", `No database answers at ${address}`, { cause: error })
        : new DatabaseError("DATABASE_BUSY", `${address} is busy: ${detail}`, {
            cause: error,
            failure: "busy",
          });
    case "TlsConnectionError":
      return new DatabaseError("DATABASE_UNREACHABLE", `No secure connection to ${address}`, {
        cause: error,
      });
    case "AuthenticationFailed":
    case "DatabaseAccessDenied":
      return new DatabaseError("DATABASE_ACCESS_DENIED", `${address} refuses this user`, { cause: error });
    case "DatabaseDoesNotExist":
      return new DatabaseError("DATABASE_NOT_FOUND", `${address} does not exist`, { cause: error });
    case "TableDoesNotExist":
      return new DatabaseError("DATABASE_NOT_MIGRATED", `${address} lacks our tables: ${detail}`, {
        cause: error,
      });
    default:
      if (/^ConnectionFailed\("Unable to open/.test(detail))
        return new DatabaseError("DATABASE_UNREACHABLE", `${address} cannot be opened`, { cause: error });
      // Two ids of allowed length, of characters that take several bytes each, can be too long for one index entry.
      if (said?.originalCode === "54000") return new UnstorableValueError("key", detail, { cause: error });
      return new DatabaseError("DATABASE_FAILED", `${address}: ${detail}`, { cause: error });
  }
}
