/** SQL as a template literal: values are bound, fragments nest. Prisma's own, under one name for all statements. */

import { empty, join, raw, type Sql, sqltag } from "@prisma/client/runtime/client";

export { empty, join, raw, type Sql, sqltag as sql };

/** `, ` between fragments. */
export const list = (parts: readonly Sql[]): Sql => join([...parts], ", ");

/** All of these hold; `true` when there are none. */
export const and = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw("true") : join([...conditions], " and ");
