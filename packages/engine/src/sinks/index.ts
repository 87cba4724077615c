/** Where events can go: functions of this process, an address on the web. */

export * from "./handler-sink.js";
export * from "./private-address.js";
export * from "./webhook-signature.js";
export * from "./webhook-sink.js";
