/** The command line: `pnpm bench`. */

import { bench } from "./bench.js";
import { describeMachine } from "./machine.js";
import { HELP, readOptions } from "./options.js";
import { asText } from "./report.js";
import { openServer } from "./server.js";

const options = readOptions(process.argv.slice(2), process.env);
if (options === undefined) console.log(HELP);
else {
  const server = await openServer(options.url);
  try {
    console.log(await describeMachine(server));
    // Progress goes beside the results, which somebody may want in a file.
    for await (const result of bench(options, server, (progress) => console.error(`… ${progress}`))) {
      console.log(asText(result));
    }
  } finally {
    await server.stop();
  }
}
