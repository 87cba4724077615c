/** Stageline for working on its code: reloads on every change. */

import { nodeIsNewEnough } from "./node-version.mjs";

if (nodeIsNewEnough()) import("./product/dev.mjs").then((program) => program.main());
