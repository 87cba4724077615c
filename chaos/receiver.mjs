/**
 * Where the workers of a round of chaos publish events to: a server that is sometimes away, loses answers, and refuses
 * some events at first. It remembers what it took, in the order in which it came.
 */

import { createServer } from "node:http";
import { seededRandom } from "./random.mjs";

/** While there are faults it is away for this long (ms), this often. */
const AWAY_MS = 300;
const AWAY_EVERY_MS = 3_000;
/** One answer in so many is lost: the event was taken, and nobody knows. */
const LOST_ONE_IN = 200;
/** One event in so many is refused, so many times. */
const REFUSED_ONE_IN = 300;
const REFUSALS = 2;

/**
 * @typedef {object} Receiver
 * @property {string} url
 * @property {{runId: string, sequence: number}[]} taken
 * @property {() => Record<string, number>} counts
 * @property {() => void} mend no more faults from here on, but that what was refused once is refused twice
 * @property {() => Promise<void>} close
 */

/** @param {number} seed @returns {Promise<Receiver>} */
export async function startReceiver(seed) {
  const random = seededRandom(seed);
  const started = performance.now();
  /** @type {Receiver["taken"]} */
  const taken = [];
  /** @type {Map<string, number>} times refused, by event */
  const refused = new Map();
  let [isFaulty, lost, away] = [true, 0, 0];
  const isAway = () => isFaulty && (performance.now() - started) % AWAY_EVERY_MS < AWAY_MS;
  /** @param {string} id */
  const refuses = (id) => {
    const times = refused.get(id) ?? (isFaulty && random.below(REFUSED_ONE_IN) === 0 ? 0 : REFUSALS);
    if (times >= REFUSALS) return false;
    refused.set(id, times + 1);
    return true;
  };

  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      if (isAway()) {
        away += 1;
        request.socket.destroy();
        return;
      }
      const event = JSON.parse(Buffer.concat(chunks).toString());
      if (refuses(event.id)) {
        response.writeHead(422).end(`not now: ${event.id}`);
        return;
      }
      taken.push({ runId: event.runId, sequence: event.sequence });
      if (isFaulty && random.below(LOST_ONE_IN) === 0) {
        lost += 1;
        request.socket.destroy();
      } else response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port");
  return {
    url: `http://127.0.0.1:${address.port}/events`,
    taken,
    counts: () => ({
      "events published": new Set(taken.map(({ runId, sequence }) => `${runId} ${sequence}`)).size,
      "deliveries, repeated ones too": taken.length,
      "answers of the receiver that were lost": lost,
      "deliveries while it was away": away,
      "events it refused at first": refused.size,
    }),
    mend: () => {
      isFaulty = false;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
}
