/** Tells the time. Leases and due times are the database's business; this one stamps what is shown. */

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
