/** Generates the database clients from `prisma/<provider>/schema.prisma`; does nothing when they are up to date. */

import { fingerprint, isUpToDate, stamp } from "../scripts/fingerprint.mjs";
import { prisma, providers } from "./prisma-command.mjs";

for (const provider of providers) {
  const work = {
    from: fingerprint([
      `prisma/${provider}/schema.prisma`,
      "prisma.config.ts",
      "node_modules/prisma/package.json",
    ]),
    made: [`packages/engine/src/adapters/prisma/generated/${provider}/client.ts`],
  };
  if (isUpToDate(`generate-${provider}`, work)) {
    console.log(`The client for ${provider} is up to date`);
    continue;
  }
  prisma(provider, ["generate"]);
  stamp(`generate-${provider}`, work);
}
