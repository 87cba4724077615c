/** `npm run screenshots`: pictures of every page for docs/screenshots, from the production build. */

import { build } from "./prepare/build.mjs";

await build();
process.argv.splice(2, 0, "e2e/screenshots/main.ts");
await import("./run-typescript.mjs");
