/** Secrets that are told by their form or by what stands before them. */

import type { SecretPattern } from "./secret-pattern.js";

/** Up to the end mark, to the next one of these, or, of a key that was cut off, to the end of the text. */
const PRIVATE_KEY: SecretPattern = {
  kind: "private-key",
  source:
    "RFC 7468, RFC 4880; also within JSON, where lines end in \\n, as in key files of Google service accounts",
  expression:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?=-----BEGIN)|$)/g,
  hint: /PRIVATE KEY/,
};

/** Of a long text with many beginnings and no dots each run is read once, as none begins within another. */
const JWT: SecretPattern = {
  kind: "jwt",
  source: "RFC 7519, RFC 7516: the header is a JSON object, so its base64 begins with eyJ",
  expression: /(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbf]))eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}/g,
  hint: /eyJ/,
};

/** Addresses of databases and brokers: their passwords are often not encoded, and go up to the last `@`. */
const CONNECTION_STRING: SecretPattern = {
  kind: "connection-password",
  source: "RFC 3986, section 3.2.1, as PostgreSQL, MySQL, MongoDB, Redis, AMQP and SQL Server use it",
  expression:
    /(?<before>(?:postgres(?:ql)?|mysqlx?|mariadb|mongodb(?:\+srv)?|rediss?|valkeys?|amqps?|mssql|sqlserver|clickhouse|nats|cockroachdb|kafka)(?:\+[a-z0-9]{1,20})?:(?:\\?\/){2}[^\s:@/"'<>]{0,200}:)(?!\[redacted)(?:(?!:\\?\/\\?\/)[^\s"'<>])+(?=@)/gi,
  hint: /:\\?\/\\?\//,
};

const URL_PASSWORD: SecretPattern = {
  kind: "url-password",
  source: "RFC 3986, section 3.2.1",
  expression: /(?<before>:(?:\\?\/){2}[^\s:@/"'<>?#]{0,200}:)(?!\[redacted)[^\s@/"'<>?#]{1,2000}(?=@)/g,
  hint: /:\\?\/\\?\//,
};

const SIGNED_URL: SecretPattern = {
  kind: "url-signature",
  source:
    "https://learn.microsoft.com/rest/api/storageservices/create-service-sas, https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  expression:
    /(?<before>[?&;](?:sig|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=)[A-Za-z0-9%+/=_-]{16,}/gi,
  hint: /[?&;](?:sig|X-Amz|X-Goog)/i,
};

const AUTHORIZATION: SecretPattern = {
  kind: "authorization",
  source: "RFC 9110, section 11.6.2",
  expression:
    /(?<before>authorization(?:\\{0,8}["'])?[ \t]{0,5}[:=][ \t]{0,5}(?:\\{0,8}["'])?(?:[A-Za-z][A-Za-z0-9-]{1,20}[ \t]{1,5})?)(?!(?:[A-Za-z][A-Za-z0-9-]{1,20}[ \t]{1,5})?\[redacted)[^\s"'\\,;<>]{4,}/gi,
  hint: /authorization/i,
};

/** Without the header's name it may be plain words: those have no digits. */
const BEARER: SecretPattern = {
  kind: "bearer-token",
  source: "RFC 6750, RFC 7617",
  expression: /(?<before>\b(?:bearer|basic)[ \t]{1,5})(?=[A-Za-z._~+/-]{0,60}[0-9=])[A-Za-z0-9._~+/=-]{8,}/gi,
  hint: /(?:bearer|basic)[ \t]/i,
};

const COOKIE: SecretPattern = {
  kind: "cookie",
  source: "RFC 6265",
  expression:
    /(?<before>\bcookie(?:\\{0,8}["'])?[ \t]{0,5}:[ \t]{0,5}(?:\\{0,8}["'])?)(?!\[redacted)[^\s"'\\=;,]{1,200}=[^\r\n"'\\]{4,}/gi,
  hint: /cookie["'\\]{0,9}[ \t]{0,5}:/i,
};

/** Names that say that a secret follows. */
const CERTAIN =
  "pass(?:word|wd|phrase)|pwd|secret[_-]?(?:access[_-]?)?key|api[_-]?(?:key|secret|token)|subscription[_-]?key|" +
  "(?:access|account|private|signing|encryption|master)[_-]?key|(?:client|webhook|app|shared)[_-]?secret|" +
  "(?:access|refresh|id|session|auth|bearer|security)[_-]?token|connection[_-]?string";
/** Names that often mean something else: what follows counts only if there is a digit in it. */
const UNCERTAIN = "token|secret|credentials?";
const HAS_DIGIT = "(?=[^\\s\"'`]{0,100}\\d)";

/** A name as a variable, a member or a parameter, and what assigns to it. */
const assigned = (names: string) =>
  `(?:${names})(?:\\\\{0,8}["'\`])?\\]?[ \\t]{0,5}(?:=>|:=|[:=])[ \\t]{0,5}`;

/** What all of the assignments below have in common. */
const ASSIGNED =
  /(?:pass(?:word|wd|phrase)|pwd|secret|key|token|credentials?|string)["'`\\]{0,9}\]?[ \t]{0,5}(?::=|=>|[:=])/i;

/** Up to the quote that ends it, escaped as often as the one that began it; whatever stops it, it never fails late. */
const QUOTED = "(?:[^\"'`\\\\\\r\\n]|(?!\\k<quote>)[\"'`]|(?!\\k<slashes>\\k<quote>)\\\\+(?!\\\\)[\"'`]?)";
/** Placeholders, names of types, and references to where the secret really is. */
const NO_SECRET =
  "(?!\\[redacted|\\*{3}|\\$|%|<|\\{|(?:null|undefined|none|true|false|string|number|boolean|process\\.env|os\\.environ|import\\.meta|z\\.)(?![A-Za-z0-9]))";

const assignment = (kind: string, names: string, looksLikeSecret: string, least: number): SecretPattern[] => {
  const source = "settings as in .env files, YAML, INI, query strings, and JSON within text";
  const opening = `(?<slashes>\\\\{0,8})(?<quote>["'\`])`;
  return [
    {
      kind,
      source,
      expression: new RegExp(
        `(?<before>${assigned(names)}${opening})${NO_SECRET}${looksLikeSecret}${QUOTED}{${least},}`,
        "gi",
      ),
      hint: ASSIGNED,
    },
    {
      kind,
      source,
      expression: new RegExp(
        `(?<before>${assigned(names)})${NO_SECRET}${looksLikeSecret}[^\\s"'\`\\\\,;&<>(){}[\\]]{${least},}`,
        "gi",
      ),
      hint: ASSIGNED,
    },
  ];
};

/** What is most certain comes first: a key in an assignment is named as the key that it is. */
export const CREDENTIALS: readonly SecretPattern[] = [
  PRIVATE_KEY,
  JWT,
  CONNECTION_STRING,
  URL_PASSWORD,
  SIGNED_URL,
  AUTHORIZATION,
  BEARER,
  COOKIE,
  ...assignment("password", CERTAIN, "", 1),
  ...assignment("secret", UNCERTAIN, HAS_DIGIT, 8),
];
