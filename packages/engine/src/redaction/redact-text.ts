/** Takes secrets out of text. */

import type { SecretPattern } from "./secret-pattern.js";

/** What stands where a secret was. */
export type Mark = (kind: string, secret: string) => string;

export const plainMark: Mark = (kind) => `[redacted:${kind}]`;

/** @returns the same text where there is no secret in it */
export type RedactText = (text: string, mark: Mark) => string;

/** Ids and instants, which most of the short texts are: no secret is made of these characters alone. */
const PLAIN = /^[0-9a-fTZ:.+-]{0,64}$/;

/** Characters that need no escape, escaped all the same: `\u0073k-…`. */
const NEEDLESS_ESCAPE = /\\u00([2-7][0-9a-f])/gi;

export function textRedaction(patterns: readonly SecretPattern[]): RedactText {
  const mayHoldSecret = anyHint(patterns);
  const replaceSecrets = (text: string, mark: Mark): string => {
    if (!mayHoldSecret(text)) return text;
    let redacted = text;
    for (const { kind, expression, hint } of patterns) {
      if (hint.test(redacted)) redacted = replaceAll(redacted, expression, (secret) => mark(kind, secret));
    }
    return redacted;
  };
  return (text, mark) => {
    if (PLAIN.test(text)) return text;
    const redacted = replaceSecrets(text, mark);
    if (!redacted.includes("\\u00")) return redacted;
    const unescaped = redacted.replace(NEEDLESS_ESCAPE, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    const redactedAgain = replaceSecrets(unescaped, mark);
    return redactedAgain === unescaped ? redacted : redactedAgain;
  };
}

/** One look for all hints of a case is quicker than one for each. */
function anyHint(patterns: readonly SecretPattern[]): (text: string) => boolean {
  const looks = ["", "i"].map((flags) => {
    const sources = patterns.filter(({ hint }) => hint.flags === flags).map(({ hint }) => hint.source);
    return sources.length === 0 ? undefined : new RegExp([...new Set(sources)].join("|"), flags);
  });
  return (text) => looks.some((look) => look?.test(text));
}

/** Only the groups named `before` are looked for: without any named group the last argument is the text itself. */
function replaceAll(text: string, expression: RegExp, replacement: (secret: string) => string): string {
  return text.replace(expression, (...match: unknown[]) => {
    const whole = String(match[0]);
    const groups = match.at(-1);
    const before = typeof groups === "object" ? ((groups as { before?: string }).before ?? "") : "";
    return before + replacement(whole.slice(before.length));
  });
}
