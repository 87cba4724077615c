/** Runs every check and test there is, or the parts named as arguments. */

import { nodeIsNewEnough } from "./node-version.mjs";

if (nodeIsNewEnough()) import("./test/main.mjs").then((program) => program.main());
