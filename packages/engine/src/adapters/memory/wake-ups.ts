/** Wake-ups between stores on one database in memory: everybody is told at once. */

import { Listeners, type StoreWakeUps, type WakeUpOptions } from "../wake-ups/listeners.js";
import type { MemoryDatabase } from "./database.js";

/** The stores on a database that listen. */
const rooms = new WeakMap<MemoryDatabase, Set<Listeners>>();

export function memoryWakeUps(database: MemoryDatabase, { onTrouble }: WakeUpOptions = {}): StoreWakeUps {
  const room = rooms.get(database) ?? new Set<Listeners>();
  rooms.set(database, room);
  const own = new Listeners(onTrouble);
  let isClosed = false;
  return {
    send(kind) {
      if (isClosed) return;
      for (const listeners of [...room]) listeners.tell([kind]);
    },
    async listen(onWork) {
      let isListening = !isClosed;
      const remove = isClosed ? () => undefined : own.add(onWork);
      if (!isClosed) room.add(own);
      return {
        get isLive() {
          return isListening && !isClosed;
        },
        async stop() {
          isListening = false;
          remove();
          if (own.isEmpty) room.delete(own);
        },
      };
    },
    async close() {
      isClosed = true;
      own.clear();
      room.delete(own);
    },
  };
}
