/** A process that listens, says whether that works, and has nothing more to do: `url`. It closes nothing. */

import pg from "pg";
import { postgresqlWakeUps } from "../../src/adapters/prisma/wake-ups/postgresql.js";
import { eventually } from "../../src/testing/eventually.js";

const [url = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, allowExitOnIdle: true });
const wakeUps = postgresqlWakeUps({ pool, client: { connectionString: url }, canListen: true });
const listener = await wakeUps.listen(() => undefined);
await eventually("listening", async () => listener.isLive || undefined, 30_000);
process.stdout.write("live\n");
