/** Generates the database clients from `prisma/<provider>/schema.prisma`; does nothing when they are up to date. */

import { fingerprint, isUpToDate, stamp } from "../scripts/fingerprint.mjs";
import { prisma, providers } from "./prisma-command.mjs";

await Promise.all(providers.map(generate));

/** @param {import("./prisma-command.mjs").Provider} provider */
async function generate(provider) {
  const work = {
    from: fingerprint([
      `prisma/${provider}/schema.prisma`,
      "prisma.config.ts",
      "node_modules/prisma/package.json",
    ]),
    made: [`packages/engine/src/adapters/prisma/generated/${provider}/client.ts`],
  };
  if (isUpToDate(`generate-${provider}`, work))
    return console.log(`The client for ${provider} is up to date`);
  await prisma(provider, ["generate"]);
  stamp(`generate-${provider}`, work);
}
