/** Migrates the database named by the first argument once its input ends; prints what it applied, as JSON. */

import { text } from "node:stream/consumers";
import { migrate } from "../../src/adapters/prisma/migrate/index.js";

process.stdout.write("ready\n");
await text(process.stdin);
const { applied } = await migrate(String(process.argv[2]));
process.stdout.write(JSON.stringify(applied));
