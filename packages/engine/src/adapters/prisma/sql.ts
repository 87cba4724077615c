/** SQL as a template literal: values are bound, fragments nest. Prisma's own, under one name for all statements. */

import { empty, join, raw, type Sql, sqltag } from "@prisma/client/runtime/client";

export { empty, join, raw, type Sql, sqltag as sql };

/** `, ` between fragments. */
export const list = (parts: readonly Sql[]): Sql => join([...parts], ", ");

/** All of these hold; `true` when there are none. */
export const and = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw("true") : join([...conditions], " and ");

/** The `set` part of an update for a column that is to change; nothing for one that is left alone. */
export const assign = <Value>(
  column: string,
  value: Value | undefined,
  toSql: (value: Value) => Sql = (given) => sqltag`${given}`,
): Sql[] => (value === undefined ? [] : [sqltag`${raw(column)} = ${toSql(value)}`]);
