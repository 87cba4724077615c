/** Everything a newcomer needs in one command: install, build, database, worker, dashboard. */

import { nodeIsNewEnough } from "./node-version.mjs";

if (nodeIsNewEnough()) import("./product/start.mjs").then((program) => program.main());
