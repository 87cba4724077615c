/** What of texts and values is kept, at which level, and what happens when something goes wrong. */

import { describe, expect, test } from "vitest";
import { decodeDocument, encodeDocument } from "../../src/domain/json-document.js";
import { createRedactor, type RedactFunction } from "../../src/redaction/redactor.js";

const KEY = `sk-${"proj"}-${"a1B2c3D4e5F6g7H8i9J0"}`;
const MARK = "[redacted:openai-key]";
const redactor = createRedactor();
const kept = (value: unknown) => redactor.record(value, "log.metadata");

describe("a value", () => {
  test("without secrets comes back as the same object", () => {
    const value = { a: [1, "two", { three: null }], at: new Date(0), map: new Map([["k", new Set(["v"])]]) };

    expect(kept(value)).toBe(value);
  });

  test("loses secrets in its texts at any depth, and nothing else", () => {
    const value = {
      a: [1, { b: `key ${KEY}!` }],
      c: new Map([["d", [KEY]]]),
      e: new Set([KEY, 1]),
      f: new Date(0),
    };

    expect(kept(value)).toEqual({
      a: [1, { b: `key ${MARK}!` }],
      c: new Map([["d", [MARK]]]),
      e: new Set([MARK, 1]),
      f: new Date(0),
    });
    expect(value.a[1]).toEqual({ b: `key ${KEY}!` });
  });

  test("loses whatever stands under a name that says it is a secret", () => {
    const value = {
      password: "x",
      "X-API-Key": "y",
      headers: { Authorization: "z", "set-cookie": ["a", "b"], accept: "json" },
      nested: { clientSecret: { value: "deep", since: 7, isOn: true } },
      new: new Map([["refresh_token", "w"]]),
      empty: { token: "", secret: null },
      tokens: 512,
      nextPageToken: "abc",
    };

    expect(kept(value)).toEqual({
      password: "[redacted:field]",
      "X-API-Key": "[redacted:field]",
      headers: {
        Authorization: "[redacted:field]",
        "set-cookie": ["[redacted:field]", "[redacted:field]"],
        accept: "json",
      },
      nested: { clientSecret: { value: "[redacted:field]", since: "[redacted:field]", isOn: true } },
      new: new Map([["refresh_token", "[redacted:field]"]]),
      empty: { token: "", secret: null },
      tokens: 512,
      nextPageToken: "abc",
    });
  });

  test("keeps two members whose names are two secrets", () => {
    const value = kept({ [KEY]: 1, [`${KEY}x`]: 2 }) as object;

    expect(Object.values(value)).toEqual([1, 2]);
    expect(Object.keys(value).join()).not.toContain(KEY.slice(8));
  });

  test("of any kind is looked at as it would be stored", () => {
    class Client {
      readonly options = { key: KEY };
      readonly #hidden = KEY;
      run() {
        return this.#hidden;
      }
    }
    const loop: Record<string, unknown> = { key: KEY };
    loop.self = loop;
    const value = {
      client: new Client(),
      error: new Error(`no access with ${KEY}`),
      url: new URL(`https://me:geheim@example.com/?k=${KEY}`),
      regexp: new RegExp(KEY),
      json: { toJSON: () => ({ key: KEY }) },
      loop,
      run: () => KEY,
      deep: Array.from({ length: 2_000 }).reduce<unknown>((inner) => ({ inner }), KEY),
      trap: Object.defineProperty({}, "t", {
        enumerable: true,
        get() {
          throw new Error(`do not look at ${KEY}`);
        },
      }),
      proxy: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error(KEY);
          },
        },
      ),
      [["__pro", "to__"].join("")]: KEY,
      big: 10n,
      bytes: new Uint8Array([1]),
    };

    const text = encodeDocument(kept(value));

    expect(text).not.toContain(KEY.slice(8));
    expect(text).not.toContain("geheim");
    expect(decodeDocument(text)).toMatchObject({
      client: { options: { key: MARK } },
      error: { message: `no access with ${MARK}` },
      json: { key: MARK },
      big: 10n,
      bytes: new Uint8Array([1]),
    });
  });
});

describe("a text", () => {
  test("that is JSON is looked at as a value: escapes and names hide nothing", () => {
    const escaped = [...KEY].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    const text = `{"a":"${escaped}","password":"x","n":[1,true,null]}`;

    expect(redactor.text(text, "aiCall.response")).toBe(
      `{"a":"${MARK}","password":"[redacted:field]","n":[1,true,null]}`,
    );
    expect(redactor.text(JSON.stringify([text]), "aiCall.prompt")).toContain("[redacted:field]");
    expect(redactor.text(`then ${escaped} was said`, "aiCall.response")).toBe(`then ${MARK} was said`);
  });

  test("that is JSON without secrets stays as it was written", () => {
    const text = '{ "token_count" : 1.0, "text": "a\\u0041\\n" }';

    expect(redactor.text(text, "log.message")).toBe(text);
  });
});

describe("an id", () => {
  test("is always changed alike, two differently, and others not at all", () => {
    const [first, second] = [redactor.id(`order:${KEY}`), redactor.id(`order:${KEY}x`)];

    expect(first).toMatch(/^order:\[redacted:openai-key#[0-9a-f]{12}\]$/);
    expect(createRedactor().id(`order:${KEY}`)).toBe(first);
    expect(second).not.toBe(first);
    expect(createRedactor({ hashKey: "another" }).id(`order:${KEY}`)).not.toBe(first);
    expect(redactor.id("order:17")).toBe("order:17");
    expect(redactor.id(first)).toBe(first);
  });
});

describe("a function of the user's", () => {
  const using = (redact: RedactFunction) => createRedactor({ redact, level: "everything" });

  test("gets texts without known secrets and with their place, and its answer is kept", () => {
    const asked: [string, string][] = [];
    const own = using((text, where) => {
      asked.push([text, where]);
      return text.replace("Anna", "[name]");
    });

    expect(own.record({ a: [`Anna has ${KEY}`] }, "log.metadata")).toEqual({ a: [`[name] has ${MARK}`] });
    expect(asked).toEqual([[`Anna has ${MARK}`, "log.metadata"]]);
  });

  test.each<[string, RedactFunction]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["answers no text", (() => undefined) as unknown as RedactFunction],
  ])("that %s costs the whole text or value, which is never kept as it was", (_, redact) => {
    const own = using(redact);

    expect(own.text("geheim", "log.message")).toBe("[redacted:failed]");
    expect(own.record({ a: 1, b: ["geheim"] }, "log.metadata")).toBe("[redacted:failed]");
    expect(own.data(new Map([["geheim", "geheim"]]), "stage.output")).toBe("[redacted:failed]");
  });
});

describe("levels", () => {
  const at = (level: "off" | "records" | "everything") => {
    const { text, record, data, id } = createRedactor({ level });
    return [text(KEY, ""), record([KEY], ""), data([KEY], ""), id(KEY) === KEY];
  };

  test("say what is looked at", () => {
    expect(at("off")).toEqual([KEY, [KEY], [KEY], true]);
    expect(at("records")).toEqual([MARK, [MARK], [KEY], false]);
    expect(at("everything")).toEqual([MARK, [MARK], [MARK], false]);
  });

  test("a JSON Schema keeps what it says of a member named password", () => {
    const schema = { properties: { password: { type: "string", default: KEY } } };

    expect(createRedactor({ level: "everything" }).schema(schema, "definition.inputSchema")).toEqual({
      properties: { password: { type: "string", default: MARK } },
    });
  });
});

describe("with metadata only", () => {
  const metadata = createRedactor({ level: "off", aiContent: "metadata" });

  test("of a prompt its length and a hash are kept", () => {
    expect(metadata.aiText("hello", "aiCall.prompt")).toBe(
      "[not kept: 5 characters, sha256 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824]",
    );
    expect(metadata.aiText("", "aiCall.response")).toBe("");
  });

  test("of tool calls their names are kept", () => {
    expect(metadata.aiCalls([{ toolName: "search", input: '{"q":"geheim"}' }], "aiCall.toolCalls")).toEqual([
      { toolName: "search", input: expect.stringMatching(/^\[not kept: 14 characters, sha256 /) },
    ]);
    expect(metadata.aiCalls(null, "aiCall.toolCalls")).toBeNull();
    expect(JSON.stringify(metadata.aiCalls(["geheim", { x: "geheim" }], ""))).not.toContain("geheim");
  });
});

test("ten megabytes take seconds, and their secrets are found", () => {
  const line = "The licence of the package was reviewed; see the report for what is owed: nothing. ";
  const text = line.repeat(10_000_000 / line.length);
  const start = process.cpuUsage();

  const [plain, document] = [
    redactor.text(`${text}${KEY}`, "log.message"),
    kept({ lines: [text, KEY, text] }),
  ];

  const { user, system } = process.cpuUsage(start);
  expect(plain.endsWith(MARK)).toBe(true);
  expect((document as { lines: string[] }).lines[1]).toBe(MARK);
  expect((user + system) / 1_000_000).toBeLessThan(20);
});

test("a secret of ten megabytes is no reason to fail", () => {
  const long = "x1".repeat(5_000_000);

  for (const text of [
    `password="${long}"`,
    `postgres://a:${long}@b`,
    `-----BEGIN PRIVATE KEY-----${long}`,
    KEY + long,
  ])
    expect(redactor.text(text, "log.message")).not.toContain(long.slice(0, 100_000));
});
