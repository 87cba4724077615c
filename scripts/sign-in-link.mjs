/** `npm run sign-in-link`: makes the link people sign in with anew. The one before, and who signed in with it, are out. */

import { nodeIsNewEnough } from "./node-version.mjs";

if (nodeIsNewEnough()) import("./product/sign-in-link.mjs").then((program) => program.main());
