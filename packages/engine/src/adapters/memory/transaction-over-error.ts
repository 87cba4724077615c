import { EngineError } from "../../domain/errors.js";

/** What `withTransaction` handed out was used after the callback had ended: something in it was not awaited. */
export class TransactionOverError extends EngineError {
  override readonly name = "TransactionOverError";
  readonly code = "TRANSACTION_OVER";

  constructor() {
    super("The transaction is over: await everything inside its callback");
  }
}
