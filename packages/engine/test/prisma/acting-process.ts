/** A process in which somebody makes tokens without end, telling of each, until it is killed: `url`. */

import { createKernel } from "../../src/index.js";
import { openStore } from "../../src/store.js";

const [url = ""] = process.argv.slice(2);
const kernel = createKernel({ store: await openStore(url) });
for (let count = 0; ; count++) {
  const token = { name: `token ${count}`, role: "viewer" } as const;
  await kernel.dispatch("access.createToken", token, { by: { kind: "user", id: "maria" } });
  process.stdout.write(".");
}
