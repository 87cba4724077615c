/** Which statements a question sends to PostgreSQL, and how the server carries them out. */

import pg from "pg";

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What the driver may be given. */
interface QueryConfig {
  readonly text?: string;
  readonly values?: readonly unknown[];
}

/** Notes what this process sends while `work` runs. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const original = pg.Client.prototype.query;
  const noting = function (this: pg.Client, ...args: unknown[]): unknown {
    const [query, values] = args as [string | QueryConfig, readonly unknown[] | undefined];
    const text = typeof query === "string" ? query : query.text;
    const bound = typeof query === "string" ? values : (query.values ?? values);
    if (text !== undefined && !/^(begin|commit)/i.test(text))
      sent.push({ text, values: Array.isArray(bound) ? bound : [] });
    return Reflect.apply(original, this, args);
  };
  // The driver's method has an overload for each way to call it; this one hands all of them on.
  pg.Client.prototype.query = noting as typeof original;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original;
  }
  return sent;
}

/** The plan with what it cost, as PostgreSQL prints it. */
export async function explain(url: string, { text, values }: Statement): Promise<string> {
  const client = new pg.Client({ connectionString: url, options: "-c TimeZone=UTC -c jit=off" });
  await client.connect();
  try {
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain (analyze, buffers) ${text}`, [
      ...values,
    ]);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    await client.end();
  }
}
