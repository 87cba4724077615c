/** What is taken for a secret, what is not, and that looking for it takes no longer than the text is long. */

import { describe, expect, test } from "vitest";
import { SECRET_PATTERNS } from "../../src/redaction/patterns.js";
import { plainMark, textRedaction } from "../../src/redaction/redact-text.js";
import { seededRandom } from "../../src/testing/seeded-random.js";
import { SECRET_KINDS } from "./secrets.js";

const redactText = textRedaction(SECRET_PATTERNS);
const redacted = (text: string) => redactText(text, plainMark);

test("there is a made-up secret for every pattern, and a source", () => {
  const kinds = new Set(SECRET_KINDS.map(({ kind }) => kind));

  expect(SECRET_PATTERNS.filter(({ kind }) => !kinds.has(kind))).toEqual([]);
  expect(SECRET_PATTERNS.filter(({ source }) => source.length < 8)).toEqual([]);
});

describe.each(SECRET_KINDS)("$kind", ({ kind, make, nearMisses }) => {
  const made = Array.from({ length: 25 }, (_, seed) => make(seededRandom(seed)));

  test.each([
    ["alone", (secret: string) => secret],
    ["in a sentence", (secret: string) => `I used ${secret} yesterday, and it worked.`],
    ["in quotes", (secret: string) => `"${secret}", '${secret}'`],
    ["after an escaped line end", (secret: string) => `said:\\n${secret}`],
    ["on a line of its own", (secret: string) => `said:\n${secret}\nand went`],
    ["twice", (secret: string) => `${secret} ${secret}`],
  ])("is taken out %s", (_, within) => {
    for (const { text, needle } of made) {
      const kept = redacted(within(text));
      expect(kept).not.toContain(needle);
      expect(kept).toContain(`[redacted:${kind}]`);
    }
  });

  test("is gone for good: a second look changes nothing", () => {
    for (const { text } of made) expect(redacted(redacted(`a ${text} b`))).toBe(redacted(`a ${text} b`));
  });

  test.each(nearMisses)("is not %s", (text) => {
    expect(redacted(text)).toBe(text);
  });
});

test.each([
  ["postgresql://me:geheim@db:5432/x", "postgresql://me:[redacted:connection-password]@db:5432/x"],
  ["postgres://me:ge/he@im@db/x", "postgres://me:[redacted:connection-password]@db/x"],
  [
    "postgresql://db/x?user=me&password=geheim&a=1",
    "postgresql://db/x?user=me&password=[redacted:password]&a=1",
  ],
  ["host=db password=geheim user=me", "host=db password=[redacted:password] user=me"],
  ['"password":"a\\"b" c', '"password":"[redacted:password]" c'],
  ['{\\"password\\":\\"a\\\\\\"b\\"} c', '{\\"password\\":\\"[redacted:password]\\"} c'],
  [
    "connect('postgres:\\/\\/me:geheim@db\\/x')",
    "connect('postgres:\\/\\/me:[redacted:connection-password]@db\\/x')",
  ],
])("%s is kept as %s", (text, expected) => {
  expect(redacted(text)).toBe(expected);
});

test("a private key that was cut off is taken out to the end of the text", () => {
  expect(redacted(`it was -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg … `)).toBe(
    "it was [redacted:private-key]",
  );
});

test("what an engine or a provider names things by is kept", () => {
  const names = [
    "0192e4c2-7d3a-7b1c-8a55-111122223333",
    "2026-01-31T12:00:00.000Z",
    "batch_68f1c2d4e5b88190a1b2c3d4e5f60718",
    "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF",
    "batches/kz7x1q0y8p3w5v2u4t6s8r0q1n3m5l7j9h",
    "file-ABCdef0123456789abcdef",
    "chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVwXyZ01",
    "workflow.licence-review.run.0192e4c2-7d3a-7b1c-8a55-111122223333.stage.assess",
    "licence-review/0192e4c2-7d3a-7b1c-8a55-111122223333/assess/0/output.json",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ];

  expect(names.map(redacted)).toEqual(names);
});

/** What makes each expression begin again and again, or read far before it fails. */
const HOSTILE = [
  ..."a A 0 . - _ / : @ = \" ' \\ ` ~ { [ \n".split(" "),
  ...SECRET_KINDS.flatMap(({ nearMisses }) => nearMisses),
  ...[
    "eyJ",
    "-eyJ",
    "sk-",
    "-sk-",
    "password=",
    'password="',
    'password=\\"',
    "password='\\",
    "token:a1",
    'secret="\\"',
  ],
  ...["postgres://a:", "postgres://", "http://a:", "a://:@", "://:", ":\\/\\/", "?sig=", "&sig=a"],
  ...[
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "AIza",
    "AKIA",
    "cookie: a=",
    "cookie:",
    "authorization: ",
    "bearer ",
  ],
  ...[
    "SG.a",
    "SG.aaaaaaaaaaaaaaaaaaaa",
    "1234567890:AA",
    "~~~1Q~",
    "xox",
    "hooks.slack.com/services/",
    "\\u0073",
    '\\\\"',
  ],
].filter((unit) => unit !== "");

/** Of 300,000 characters the square is minutes; this is some 20 times what they take. */
const LENGTH = 300_000;
const LIMIT_MS = 800;

test("text chosen to be slow is not: none of these takes its length squared", () => {
  const slow = HOSTILE.filter((unit) => {
    const text = unit.repeat(Math.ceil(LENGTH / unit.length));
    const start = process.cpuUsage();
    redacted(text);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000 > LIMIT_MS;
  });

  expect(slow).toEqual([]);
}, 120_000);
