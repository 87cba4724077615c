import { expect, test } from "vitest";
import { messagesIn } from "./messages";

const chat = [
  { role: "system", content: "Be brief." },
  {
    role: "user",
    content: [
      { type: "text", text: "Hello" },
      { type: "image", url: "x" },
    ],
  },
];

test("a conversation is read as messages, whether stored as a list, in an object or as text", () => {
  const messages = messagesIn(JSON.stringify(chat));

  expect(messages?.map(({ role }) => role)).toEqual(["system", "user"]);
  expect(messages?.[1]?.text).toMatch(/^Hello\n\{/);
  expect(messagesIn(JSON.stringify({ messages: chat }))).toEqual(messages);
  expect(messagesIn(JSON.stringify(JSON.stringify(chat)))).toEqual(messages);
});

test("anything else is no conversation", () => {
  for (const text of ["", "[]", "{}", '"text"', "[1]", '[{"role":"user"}]', "[{"]) {
    expect(messagesIn(text), text).toBeNull();
  }
});
