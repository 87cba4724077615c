/** Free ports on this machine's loopback. */

import { createServer } from "node:net";
import { PlainError } from "./plain-error.mjs";

/** A port nobody uses, chosen by the system. */
export const anyFreePort = () => listenOnce(0);

/**
 * The wanted port, or the next one above it that is free.
 *
 * @param {number} wanted
 * @returns {Promise<number>}
 */
export async function freePortFrom(wanted) {
  for (let port = wanted; port < Math.min(wanted + 100, 65536); port++) {
    try {
      return await listenOnce(port);
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === "EACCES")
        throw new PlainError(`Port ${port} may not be used by this user.`, {
          advice: "Choose one above 1023: PORT=3100 npm start",
        });
      if (code !== "EADDRINUSE") throw error;
    }
  }
  throw new PlainError(`Ports ${wanted} to ${wanted + 99} are all taken.`, {
    advice: "Choose another: PORT=4000 npm start",
  });
}

/**
 * @param {string | undefined} text what PORT says
 * @returns {number} 3100 when it says nothing
 */
export function wantedPort(text) {
  if (!text) return 3100;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new PlainError(`PORT is ${JSON.stringify(text)}, which is not a port.`, {
    advice: "Give a number from 1 to 65535.",
  });
}

/** @param {number} port @returns {Promise<number>} */
const listenOnce = (port) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const taken = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
