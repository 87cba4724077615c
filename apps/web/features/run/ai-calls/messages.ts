/** A prompt that is a conversation, as messages. */

export interface Message {
  readonly role: string;
  readonly text: string;
}

/** Null for what is no list of messages with roles. Parts that are no text are shown as JSON. */
export function messagesIn(text: string): readonly Message[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  // A prompt is stored as text, which may itself be JSON.
  if (typeof value === "string" && /^\s*[[{]/.test(value)) return messagesIn(value);
  const list = isRecord(value) ? value.messages : value;
  if (!Array.isArray(list) || list.length === 0) return null;
  const messages = list.map((each: unknown) =>
    isRecord(each) && typeof each.role === "string" && "content" in each
      ? { role: each.role, text: contentText(each.content) }
      : null,
  );
  return messages.every((message) => message !== null) ? messages : null;
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return JSON.stringify(content, null, 2) ?? "";
  return content
    .map((part: unknown) =>
      isRecord(part) && typeof part.text === "string" ? part.text : JSON.stringify(part, null, 2),
    )
    .join("\n");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
