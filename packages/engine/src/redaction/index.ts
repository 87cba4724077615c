/** Take secrets out of what is kept and shown. */

export * from "./patterns.js";
export { FIELD_MARK } from "./redact-document.js";
export * from "./redaction-settings.js";
export * from "./redactor.js";
export type { SecretPattern } from "./secret-pattern.js";
