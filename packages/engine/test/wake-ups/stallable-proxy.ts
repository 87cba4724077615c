/** A TCP proxy in front of a server, whose connections can be made silent without being closed. */

import net, { type AddressInfo } from "node:net";

export interface StallableProxy {
  readonly port: number;
  /** From now on nothing passes on the connections there are. New ones work. */
  stall(): void;
  close(): Promise<void>;
}

export async function stallableProxy({ hostname, port }: URL): Promise<StallableProxy> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stall() {
      for (const socket of sockets) socket.removeAllListeners("data").resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
