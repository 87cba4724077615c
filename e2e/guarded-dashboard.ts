/** Another dashboard on a spec's database, which lets in only who signs in. */

import path from "node:path";
import { anyFreePort } from "../scripts/ports.mjs";
import { startDashboard } from "../scripts/product/product.mjs";
import { signInLink } from "../scripts/product/sign-in-link.mjs";
import { dataFolder } from "../scripts/project.mjs";
import { urlOf } from "./databases.js";

export interface GuardedDashboard {
  readonly address: string;
  /** Signs in as an admin; there is one at a time. */
  link(): Promise<string>;
  stop(): Promise<void>;
}

/** @param database the project's name */
export async function startGuardedDashboard(database: string): Promise<GuardedDashboard> {
  const databaseUrl = urlOf(database);
  const dashboard = startDashboard({
    name: "guarded-web",
    data: path.join(dataFolder, "e2e", database),
    databaseUrl,
    port: await anyFreePort(),
    env: { STAGELINE_AUTH: "token" },
  });
  await dashboard.ready();
  return {
    address: dashboard.address,
    stop: dashboard.stop,
    async link() {
      const link = await signInLink(databaseUrl, dashboard.address, { onlyFirst: false });
      if (link === undefined) throw new Error("There is no sign-in link");
      return link;
    },
  };
}
