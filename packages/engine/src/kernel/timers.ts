/** Later and soon, as the kernel needs them: a simulation has its own. */

export interface Timers {
  /** Calls back once what is ready now had its turn. */
  soon(callback: () => void): void;
  after(ms: number, callback: () => void): { cancel(): void };
}

export const systemTimers: Timers = {
  soon: (callback) => void setImmediate(callback),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
