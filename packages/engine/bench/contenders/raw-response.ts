/** The reference: an insert with a NOTIFY, a session that listens, and a claim. */

import pg from "pg";
import { CLAIM_JOBS, ENQUEUE_AND_NOTIFY, SETTLE_JOBS } from "../raw/job-statements.js";
import { pump } from "../raw/pump.js";
import { openRaw } from "../raw/session.js";
import { type Responder, Started } from "./response.js";

export const rawResponse: Responder = {
  name: "hand-written LISTEN and claim",
  tables: "ours",
  async open(database) {
    const [worker, client] = [openRaw(database.url, 2), openRaw(database.url, 1)];
    const listener = new pg.Client({ connectionString: database.url });
    const started = new Started();
    const claim = pump(
      async () => {
        const { rows } = await worker.query<{ id: string; lease_token: string }>({
          name: "claim",
          text: CLAIM_JOBS,
          values: [10],
        });
        for (const { id } of rows) started.now(id);
        const values = [rows.map(({ id }) => id), rows.map(({ lease_token }) => lease_token)];
        await worker.query({ name: "settle", text: SETTLE_JOBS, values });
      },
      (error) => listener.emit("error", error),
    );
    listener.on("notification", claim);
    await listener.connect();
    await listener.query("listen bench");
    return {
      async ask(id) {
        const start = started.of(id);
        await client.query({ name: "enqueue", text: ENQUEUE_AND_NOTIFY, values: [id] });
        await start;
      },
      async close() {
        await Promise.all([worker.end(), client.end(), listener.end()]);
      },
    };
  },
};
