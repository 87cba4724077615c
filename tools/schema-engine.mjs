#!/usr/bin/env node
/**
 * Stands in for Prisma's native `schema-engine`, which its command line would otherwise download.
 *
 * It is the same engine compiled to WebAssembly (`@prisma/schema-engine-wasm`), reaching databases through Prisma's driver
 * adapters. It speaks what the command line expects of the native one: arguments, then JSON-RPC, one message a line.
 * Works for generate, validate, format, migrate diff, deploy and status; not for migrate dev, and on PostgreSQL
 * not for what reads a database's own catalogue (db pull, db push).
 */

import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

const argv = process.argv.slice(2);
const databaseUrl = String(JSON.parse(optionValues("--datasource")[0] ?? "{}").url ?? "");
const provider = /^postgres(ql)?:/.test(databaseUrl) ? "postgresql" : "sqlite";

if (argv.includes("--version")) {
  console.log("schema-engine-cli wasm");
} else if (argv.includes("can-connect-to-database")) {
  await tryToConnect();
} else if (argv.includes("create-database") || argv.includes("drop-database")) {
  console.error("Databases are not created or dropped by this engine");
  process.exitCode = 1;
} else {
  await answerRequests();
}

async function tryToConnect() {
  try {
    const connection = await (await adapterFactory()).connect();
    await connection.queryRaw({ sql: "SELECT 1", args: [], argTypes: [] });
    await connection.dispose();
  } catch (error) {
    const failure = { error_code: "P1001", message: messageOf(error) };
    console.error(JSON.stringify({ level: "ERROR", is_panic: false, fields: failure, ...failure }));
    process.exitCode = 1;
  }
}

/** Answers one request after the other until the command line closes our input. */
async function answerRequests() {
  const requests = createInterface({ input: process.stdin });
  /** @type {Promise<any> | undefined} */
  let engine;
  for await (const line of requests) {
    const { id, method, params } = JSON.parse(line);
    // A message without a method is the answer to a `print` of ours.
    if (!method) continue;
    try {
      engine ??= startEngine();
      const result =
        (await (await engine)[method === "getDatabaseVersion" ? "version" : method](params)) ?? null;
      // A diff's text travels as a request to the command line, not in the result.
      if (method === "diff" && result.stdout != null)
        send({ id: 1_000_000, method: "print", params: { content: result.stdout } });
      send({ id, result });
    } catch (error) {
      const { code, meta } = /** @type {{code?: string, meta?: unknown}} */ (error);
      const data = { is_panic: false, message: messageOf(error), error_code: code, meta };
      send({
        id,
        error: { code: 4466, message: "An error happened. Check the data field for details.", data },
      });
    }
  }
  // Open connections must not keep the process.
  process.exit();
}

/** @param {object} message */
function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function startEngine() {
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const code = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(code), {
    "./schema_engine_bg.js": /** @type {any} */ (glue),
  });
  glue.__wbg_set_wasm(instance.exports);
  /** @type {any} */ (instance.exports).__wbindgen_start();
  const files = [...optionValues("--datamodels"), ...optionValues("-d")].flatMap((value) => value.split(","));
  /** @type {[string, string][]} */
  const datamodels = files.map((file) => [file, readFileSync(file, "utf8")]);
  if (datamodels.length === 0)
    datamodels.push(["schema.prisma", `datasource db { provider = "${provider}" }`]);
  return glue.SchemaEngine.new(
    { datamodels },
    () => {},
    bindMigrationAwareSqlAdapterFactory(await adapterFactory()),
  );
}

/** @returns {Promise<any>} */
async function adapterFactory() {
  return provider === "postgresql" ? postgresqlFactory() : sqliteFactory();
}

async function postgresqlFactory() {
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const address = new URL(databaseUrl);
  // Fields one by one: with a connection string `pg` ignores the database the adapter asks for, and the shadow database
  // would be the real one.
  return new PrismaPg(
    {
      host: address.hostname,
      port: Number(address.port || 5432),
      user: decodeURIComponent(address.username),
      password: decodeURIComponent(address.password),
      database: address.pathname.slice(1),
    },
    { schema: address.searchParams.get("schema") ?? undefined },
  );
}

async function sqliteFactory() {
  const { PrismaLibSql } = await import("@prisma/adapter-libsql");
  const factory = new PrismaLibSql({ url: databaseUrl });
  // In memory it would lose its tables after a transaction: the shadow database is a file that is thrown away.
  factory.connectToShadowDb = async () => {
    const file = path.join(tmpdir(), `prisma-shadow-${process.pid}-${Date.now()}.db`);
    const connection = await new PrismaLibSql({ url: `file:${file}` }).connect();
    const dispose = connection.dispose.bind(connection);
    connection.dispose = async () => {
      await dispose();
      for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
    };
    return connection;
  };
  return factory;
}

/** @param {string} name @returns {string[]} the value after each use of the option */
function optionValues(name) {
  return argv.filter((_, index) => argv[index - 1] === name);
}

const messageOf = (/** @type {unknown} */ error) => String(error instanceof Error ? error.message : error);
