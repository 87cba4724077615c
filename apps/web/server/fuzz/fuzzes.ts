/**
 * 200,000 inputs through the gate and the API's handlers, half on each database: whatever is sent by whomever, the
 * answer is an answer, and who is not signed in is told nothing. Most are thrown away at the door of their procedure, as most of what is thrown at a server is; one in seven is
 * nearly what the procedure asks for. `STAGELINE_FUZZ_INPUTS` asks for another number, `npm run fuzz` for five million.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { answering } from "./answering";
import { type Caller, callers } from "./callers";
import { type FreshDatabase, freshDatabase, type Kind } from "./fresh-database";
import { type FuzzedRequest, requests, toRequest } from "./requests";

/** On both databases together. */
const INPUTS = Number(process.env.STAGELINE_FUZZ_INPUTS ?? 200_000);
/** Most requests carry a batch of calls, some a single one. */
const INPUTS_PER_REQUEST = 19;
const MS_PER_INPUT = 5;
/** What may be held at the end beyond what was held after the first tenth (bytes). */
const MOST_GROWTH = 64 * 1024 * 1024;

/** Nothing of these is anybody's business: our files, our statements, our database. */
const LEAKS =
  /\n\s+at |node_modules|\/packages\/|[\w-]\.(?:m?js|tsx?):\d+|SQLITE_|libsql|Prisma|syntax error|violates|relation \\?"|\bselect\b[^"]*\bfrom\b|\binsert into\b|postgres(?:ql)?:\/\//i;

/** For who is not signed in, too. */
const OPEN = /^\/api\/(health|session)(\?|$)/;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const heldBytes = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const shared = globalThis as typeof globalThis & {
  stagelineEngine?: Promise<unknown>;
  stagelineSignIn?: unknown;
  stagelineGate?: unknown;
  stagelineLiveTail?: unknown;
};
let database: FreshDatabase | undefined;
afterEach(async () => {
  delete shared.stagelineEngine;
  delete shared.stagelineSignIn;
  delete shared.stagelineGate;
  delete shared.stagelineLiveTail;
  await database?.discard();
});

/** Also each answer of a batch, which has one status for all. */
const worstStatus = (status: number, text: string) =>
  Math.max(status, ...[...text.matchAll(/"httpStatus":(\d+)/g)].map(([, one]) => Number(one)));

/** A file for each database, so that they run side by side. */
export const fuzzes = (kind: Kind) =>
  test(
    `nothing that is sent is answered with a fault, a trace or a statement, on ${kind}`,
    async () => {
      database = await freshDatabase(kind);
      process.env.DATABASE_URL = database.url;
      process.env.STAGELINE_AUTH = "token";
      const answer = answering();
      const numRuns = Math.ceil(INPUTS / 2 / INPUTS_PER_REQUEST);
      const seen = { inputs: 0, answered: 0, strangers: 0 };
      let heldEarly = Number.POSITIVE_INFINITY;

      const holds = async (request: FuzzedRequest, caller: Caller) => {
        const { status, text } = await answer(toRequest(request, caller));
        expect(worstStatus(status, text), text.slice(0, 2_000)).toBeLessThan(500);
        if (status >= 400 || text.includes('"error"')) expect(text).not.toMatch(LEAKS);
        if (caller.role === null) {
          if (!OPEN.test(request.path))
            expect(status, `${request.method} ${request.path}`).toBeGreaterThan(399);
          seen.strangers += 1;
        }
        seen.inputs += request.inputs;
        seen.answered += text.split('"result":').length - 1;
        if (heldEarly === Number.POSITIVE_INFINITY && seen.inputs > INPUTS / 2 / 10) heldEarly = heldBytes();
      };
      const property = fc.asyncProperty(requests(database.ids), await callers(), holds);
      await fc.assert(property, { numRuns });

      expect(seen.strangers).toBeGreaterThan(numRuns / 50);
      expect(seen.inputs).toBeGreaterThan(numRuns * 10);
      // It is no fuzzing when everything is refused at the door.
      expect(seen.answered).toBeGreaterThan(seen.inputs / 100);
      expect(heldBytes() - heldEarly).toBeLessThan(MOST_GROWTH);
    },
    60_000 + INPUTS * MS_PER_INPUT,
  );
