#!/usr/bin/env node
// Drop-in stand-in for Prisma's native `schema-engine` binary, backed by @prisma/schema-engine-wasm.
// Speaks the same argv + JSON-RPC-over-stdio protocol, so `prisma migrate …`/`db push` work offline.
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

const require = createRequire(import.meta.url);
const argv = process.argv.slice(2);
const opt = (n) => {
  const i = argv.indexOf(n);
  return i < 0 ? undefined : argv[i + 1];
};
if (argv.includes("--version")) {
  console.log("schema-engine-cli wasm-shim");
  process.exit(0);
}
const url = JSON.parse(opt("--datasource") ?? "{}").url ?? "";
const isPg = /^postgres(ql)?:/.test(url);
async function factory() {
  if (isPg) {
    const { PrismaPg } = await import("@prisma/adapter-pg");
    const u = new URL(url);
    // discrete fields, never connectionString: pg lets connectionString override `database`, so the shadow database would be the real one
    return new PrismaPg(
      {
        host: u.hostname,
        port: Number(u.port || 5432),
        user: decodeURIComponent(u.username),
        password: decodeURIComponent(u.password),
        database: u.pathname.slice(1),
      },
      { schema: u.searchParams.get("schema") ?? undefined },
    );
  }
  const { PrismaLibSql } = await import("@prisma/adapter-libsql");
  const f = new PrismaLibSql({ url });
  f.connectToShadowDb = async () => {
    // libsql ':memory:' loses its data after a transaction: use a throw-away file
    const file = path.join(os.tmpdir(), `prisma-shadow-${process.pid}-${Date.now()}.db`);
    const c = await new PrismaLibSql({ url: `file:${file}` }).connect();
    const d = c.dispose.bind(c);
    c.dispose = async () => {
      await d();
      for (const x of ["", "-wal", "-shm"]) fs.rmSync(file + x, { force: true });
    };
    return c;
  };
  return f;
}
if (argv.includes("can-connect-to-database")) {
  try {
    const c = await (await factory()).connect();
    await c.queryRaw({ sql: "SELECT 1", args: [], argTypes: [] });
    await c.dispose();
    process.exit(0);
  } catch (e) {
    console.error(
      JSON.stringify({
        level: "ERROR",
        is_panic: false,
        fields: { error_code: "P1001", message: String(e?.message ?? e) },
        error_code: "P1001",
        message: String(e?.message ?? e),
      }),
    );
    process.exit(1);
  }
}
if (argv.includes("create-database") || argv.includes("drop-database")) {
  console.error("not supported by the wasm shim");
  process.exit(1);
}
const dm = argv
  .flatMap((a, i) => (argv[i - 1] === "--datamodels" || argv[i - 1] === "-d" ? [a] : []))
  .flatMap((s) => s.split(","));
const bg = await import("@prisma/schema-engine-wasm/schema_engine_bg");
const wasm = fs.readFileSync(
  require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm"),
);
const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bg });
bg.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();
let engine;
const getEngine = async () =>
  (engine ??= await bg.SchemaEngine.new(
    {
      datamodels: dm.length
        ? dm.map((p) => [p, fs.readFileSync(p, "utf8")])
        : [["schema.prisma", `datasource db { provider = "${isPg ? "postgresql" : "sqlite"}" }`]],
    },
    () => {},
    bindMigrationAwareSqlAdapterFactory(await factory()),
  ));
let pending = Promise.resolve();
const rl = readline.createInterface({ input: process.stdin });
rl.on("line", (line) => {
  pending = pending.then(async () => {
    const { id, method, params } = JSON.parse(line);
    if (!method) return; // the CLI's answer to our own `print` request
    const fn = { getDatabaseVersion: "version" }[method] ?? method;
    let out;
    try {
      const e = await getEngine();
      out = { jsonrpc: "2.0", id, result: (await e[fn](params)) ?? null };
      // the native engine prints a diff through a JSON-RPC `print` request to the CLI
      if (method === "diff" && out.result.stdout != null)
        process.stdout.write(
          `${JSON.stringify({
            jsonrpc: "2.0",
            id: 1_000_000,
            method: "print",
            params: { content: out.result.stdout },
          })}\n`,
        );
    } catch (e) {
      out = {
        jsonrpc: "2.0",
        id,
        error: {
          code: 4466,
          message: "An error happened. Check the data field for details.",
          data: { is_panic: false, message: String(e?.message ?? e), error_code: e?.code, meta: e?.meta },
        },
      };
    }
    process.stdout.write(`${JSON.stringify(out)}\n`);
  });
});
rl.on("close", () => pending.finally(() => process.exit(0)));


