/** `npm start`: from a bare clone to the running product. Every part that is up to date is skipped. */

import { freePortFrom, wantedPort } from "../ports.mjs";
import { build } from "../prepare/build.mjs";
import { generate } from "../prepare/generate.mjs";
import { install } from "../prepare/install.mjs";
import { note, seconds } from "../progress.mjs";
import { dataFolder, shown } from "../project.mjs";
import { startFirstRun, startProduct, untilReady } from "./product.mjs";
import { runSession } from "./session.mjs";
import { publicAddress, signInLink, signsInByToken } from "./sign-in-link.mjs";

export function main() {
  const started = performance.now();
  return runSession({
    prepare: async () => {
      wantedPort(process.env.PORT);
      await install();
      await generate();
      await build();
    },
    launch: async ({ databaseUrl, onProcess, owns }) => {
      const wanted = wantedPort(process.env.PORT);
      const port = await freePortFrom(wanted);
      if (port !== wanted) note(`  Port ${wanted} is taken by another program; using ${port}.`);
      const host = process.env.STAGELINE_HOST || "127.0.0.1";
      const isOpen = signsInByToken(process.env, host);
      const link = isOpen
        ? await signInLink(databaseUrl, publicAddress(host, port), { onlyFirst: true })
        : undefined;
      const product = startProduct({ data: dataFolder, databaseUrl, port, host, onProcess });
      owns(product);
      await Promise.all([untilReady(product), startFirstRun(databaseUrl)]);
      note(`\nStageline runs at ${product.address}   (${seconds(started)})`);
      if (link) note(`Sign in with this link, which is shown this once: ${link}`);
      else if (isOpen) note("Sign in as before; `npm run sign-in-link` makes another link.");
      note(`Logs are in ${shown(dataFolder)}/logs. Ctrl-C stops everything; the data stays.`);
    },
  });
}
