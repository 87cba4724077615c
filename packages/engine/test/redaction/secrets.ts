/**
 * Made-up secrets of every kind that is looked for, and texts that look alike and are none.
 *
 * No prefix stands here in one piece with what follows it: what looks like a secret in a repository worries its scanners.
 */

import type { SeededRandom } from "../../src/testing/seeded-random.js";

export interface PlantedSecret {
  readonly kind: string;
  /** As a user or a model might write it. */
  readonly text: string;
  /** The part of it that must be found nowhere. */
  readonly needle: string;
}

interface SecretKind {
  readonly kind: string;
  make(random: SeededRandom): Omit<PlantedSecret, "kind">;
  /** None of them is changed. */
  readonly nearMisses: readonly string[];
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const ALNUM = UPPER + LOWER + DIGITS;
const HEX = "0123456789abcdef";

export const pick = (random: SeededRandom, length: number, alphabet = ALNUM): string =>
  Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join("");

/** A prefix and something random, in one of the ways in which keys are written. */
const token = (
  kind: string,
  prefix: string,
  length: number,
  alphabet = ALNUM,
  nearMisses: string[] = [],
): SecretKind => ({
  kind,
  make(random) {
    const needle = pick(random, length, alphabet);
    return { text: `${prefix}${needle}`, needle };
  },
  nearMisses: [prefix, `${prefix}…`, `my${prefix}x`, ...nearMisses],
});

const WORDS = `${ALNUM}_-`;

export const SECRET_KINDS: readonly SecretKind[] = [
  token("anthropic-key", "sk-" + "ant-api03-", 95, WORDS),
  token("openai-key", "sk-" + "proj-", 74, WORDS, [
    "sk-learn-compatible-pipelines-for-text",
    "task-0123456789abcdefghijklmnop",
  ]),
  token("openai-key", "sk-", 48, ALNUM, ["risk-abcdefghijklmnopqrstuvwxyzabcdefghijklm"]),
  token("huggingface-token", "hf_", 34),
  token("groq-key", "gsk_", 52),
  token("xai-key", "xai-", 80),
  token("perplexity-key", "pplx-", 48),
  token("replicate-token", "r8_", 37),
  token("google-api-key", "AIza", 35, WORDS, ["AIzawa, professor"]),
  token("google-oauth", "ya29.", 60, WORDS),
  token("google-oauth", "GOCSPX-", 28, WORDS),
  token("aws-access-key-id", "AKIA", 16, UPPER + DIGITS, ["AKIAN", "ASIANCOUNTRIESINTHEREPORT"]),
  {
    kind: "azure-client-secret",
    make(random) {
      const needle = pick(random, 33);
      return { text: `${pick(random, 3)}8Q~${needle}`, needle };
    },
    nearMisses: ["Q~A", "8Q~short"],
  },
  token("digitalocean-token", "dop_v1_", 64, HEX),
  token("databricks-token", "dapi", 32, HEX, ["dapi0123"]),
  token("vault-token", "hvs.", 30, WORDS),
  token("github-token", "ghp_", 36, ALNUM, ["ghp_notlongenough"]),
  token("github-token", "gho_", 36),
  token("github-token", "github_pat_", 82, `${ALNUM}_`),
  token("gitlab-token", "glpat-", 20, WORDS),
  token("npm-token", "npm_", 36, ALNUM, ["npm_config_registry", "npm_package_version"]),
  token("pypi-token", "pypi-AgE", 120, WORDS, ["pypi-server"]),
  token("docker-token", "dckr_pat_", 27, WORDS),
  token("grafana-token", "glsa_", 41, `${ALNUM}_`),
  token("atlassian-token", "ATATT3", 60, WORDS, ["ATATT"]),
  token("linear-key", "lin_api_", 40),
  token("notion-token", "ntn_", 46),
  token("age-key", "AGE-SECRET-KEY-" + "1", 58, UPPER + DIGITS),
  token("slack-token", "xoxb-", 50, DIGITS + ALNUM, ["xoxo, Anna"]),
  token("slack-token", "xapp-1-", 40),
  token("slack-webhook", "https://hooks.slack.com/services/T012/B345/", 24, ALNUM),
  token("discord-webhook", "https://discord.com/api/webhooks/123456789012345678/", 68, WORDS),
  token("stripe-key", "sk_" + "live_", 24),
  token("stripe-key", "rk_" + "live_", 24),
  token("stripe-key", "whsec_", 32, ALNUM, ["risk_live_abcdefghijklmnopqrstuvw"]),
  {
    kind: "sendgrid-key",
    make(random) {
      const needle = pick(random, 43, WORDS);
      return { text: `SG.${pick(random, 22, WORDS)}.${needle}`, needle };
    },
    nearMisses: ["SG.", "SG.1", "USG.abcdefghijklmnopqrst"],
  },
  token("twilio-key", "SK", 32, HEX, ["SKU 0123456789"]),
  token("shopify-token", "shpat_", 32, HEX),
  {
    kind: "telegram-token",
    make(random) {
      const needle = pick(random, 33, WORDS);
      return { text: `${pick(random, 1, "123456789")}${pick(random, 9, DIGITS)}:AA${needle}`, needle };
    },
    nearMisses: ["12:AABB", "1234567890:AA"],
  },
  token("mailgun-key", "key-", 32, HEX, ["key-phrases", "key-0123456789abcdef"]),
  {
    kind: "jwt",
    make(random) {
      const header = Buffer.from('{"alg":"HS256"}').toString("base64url");
      const needle = pick(random, 40, WORDS);
      return { text: `${header}.${pick(random, 80, WORDS)}.${needle}`, needle };
    },
    nearMisses: ["eyJ", "eyJhbGciOiJIUzI1NiJ9", "keyJ.a.b"],
  },
  {
    kind: "private-key",
    make(random) {
      const needle = pick(random, 64);
      const lines = [pick(random, 64), needle, pick(random, 40)];
      const name = `${random.chance(0.5) ? "RSA " : ""}PRIVATE KEY-----`;
      return { text: [`-----BEGIN ${name}`, ...lines, `-----END ${name}`].join("\n"), needle };
    },
    nearMisses: ["-----BEGIN PUBLIC KEY-----\nMFkwEwYH\n-----END PUBLIC KEY-----", "a PRIVATE KEY is needed"],
  },
  {
    kind: "connection-password",
    make(random) {
      const needle = pick(random, 18, `${ALNUM}!/#?`);
      const scheme = random.pick(["postgres", "mongodb+srv", "mysql", "redis", "amqps"]);
      return { text: `${scheme}://svc:${needle}@db.example.com:5432/main`, needle };
    },
    nearMisses: ["postgres://db.example.com:5432/main", "postgresql://me@db/x", "redis://localhost:6379/0"],
  },
  {
    kind: "url-password",
    make(random) {
      const needle = pick(random, 16);
      return { text: `https://me:${needle}@git.example.com/a.git`, needle };
    },
    nearMisses: [
      "http://localhost:3000/a?b=c@d",
      "https://example.com/@me:x",
      "mailto:a@b.example",
      "https://me@git.example.com",
    ],
  },
  {
    kind: "url-signature",
    make(random) {
      const needle = pick(random, 43);
      return { text: `https://x.blob.core.windows.net/c/b?sv=2024-01-01&sig=${needle}%3D`, needle };
    },
    nearMisses: ["https://example.com/?sig=short", "https://example.com/?design=0123456789abcdefgh"],
  },
  {
    kind: "authorization",
    make(random) {
      const needle = pick(random, 30);
      return { text: `Authorization: Bearer ${needle}`, needle };
    },
    nearMisses: ["the authorization of the user"],
  },
  {
    kind: "bearer-token",
    make(random) {
      const needle = `${pick(random, 20)}7${pick(random, 8)}`;
      return { text: `sent with Bearer ${needle}`, needle };
    },
    nearMisses: ["bearer of news", "Basic authentication is used", "a bearer token-based scheme"],
  },
  {
    kind: "cookie",
    make(random) {
      const needle = pick(random, 32);
      return { text: `Set-Cookie: sid=${needle}; Path=/; HttpOnly`, needle };
    },
    nearMisses: ["cookie: none", "a cookie recipe: flour"],
  },
  {
    kind: "password",
    make(random) {
      const needle = pick(random, 14, `${ALNUM}!$*+-`);
      const written = [
        `DB_PASSWORD=${`x${needle}`}`,
        `aws_secret_access_key = ${`x${needle}`}`,
        `"apiKey": "x${needle}" and more`,
        `{\\"client_secret\\":\\"x${needle}\\"} in a text`,
        `AccountKey=x${needle};EndpointSuffix=core.windows.net`,
        `x-api-key: x${needle}`,
      ];
      return { text: random.pick(written), needle };
    },
    nearMisses: [
      "the password is wrong",
      "password: null",
      "PASSWORD=$DB_PASSWORD",
      "password: process.env.PASSWORD",
      "password=<your password>",
      "api keys: three",
      "passwordless: yes",
    ],
  },
  {
    kind: "secret",
    make(random) {
      const needle = `${pick(random, 12)}4${pick(random, 6)}`;
      return { text: `CI_TOKEN=${needle}`, needle };
    },
    nearMisses: ["token: the next word", "tokens: 12345678", "secret: nobody knows", "maxTokens=12345678"],
  },
];

/** A secret of any kind. */
export function plantedSecret(random: SeededRandom, index: number): PlantedSecret {
  const made = SECRET_KINDS[index % SECRET_KINDS.length] as SecretKind;
  return { kind: made.kind, ...made.make(random) };
}
