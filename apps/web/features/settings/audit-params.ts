import { createSerializer, parseAsInteger, parseAsString } from "nuqs/server";

export const auditParams = {
  /** Who did it. */
  who: parseAsString.withDefault(""),
  /** The command. */
  action: parseAsString.withDefault(""),
  /** The id of what it was done to. */
  on: parseAsString.withDefault(""),
  /** Entries before this one. */
  before: parseAsInteger,
};

export const auditHref = createSerializer(auditParams);
