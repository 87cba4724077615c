// `prisma generate` never needs the native schema engine, but the CLI downloads it first.
// Pointing the override at our WASM stand-in skips the download.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
for (const p of ["postgresql", "sqlite"]) {
  const r = spawnSync(process.execPath, [cli, "generate"], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      DB_PROVIDER: p,
      PRISMA_SCHEMA_ENGINE_BINARY:
        process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? path.join(root, "tools/schema-engine.mjs"),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (r.status) process.exit(r.status ?? 1);
}


