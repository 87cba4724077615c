/** Names of members, headers and variables whose value is a secret, whatever it looks like. */

const EXACT: ReadonlySet<string> = new Set([
  "authorization",
  "proxyauthorization",
  "cookie",
  "cookies",
  "setcookie",
  "credential",
  "credentials",
  "pwd",
  "token",
  "secret",
  "secrets",
]);

const ENDING =
  /(?:password|passwd|passphrase|secret|apikey|secretkey|accesskey|accountkey|privatekey|signingkey|encryptionkey|subscriptionkey|connectionstring|(?:access|refresh|id|session|auth|bearer|api|bot|security|lease|github|gitlab|npm|slack)token)$/;

/** Names known to be, or not to be, secret: records have few different ones. */
const known = new Map<string, boolean>();
const MAX_KNOWN = 5_000;
/** Longer ones are not worth remembering. */
const MAX_LENGTH = 100;

/** `apiKey`, `api_key`, `X-API-Key` and `STRIPE_API_KEY` are one name. */
export function isSecretName(name: string): boolean {
  if (name.length > MAX_LENGTH) return false;
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const isSecret = EXACT.has(plain) || ENDING.test(plain);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, isSecret);
  return isSecret;
}
