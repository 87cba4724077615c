/** How one kind of secret is told from other text. */

export interface SecretPattern {
  /** Names the secret in the mark that replaces it: `openai-key` becomes `[redacted:openai-key]`. */
  readonly kind: string;
  /** Where the format is from. */
  readonly source: string;
  /**
   * Finds the secrets: global, and linear in the length of whatever text is given, as users and models choose it. No
   * quantifier without a limit may fail after a run that a later start would read again. What the group `before`
   * matched is no secret, and stays.
   */
  readonly expression: RegExp;
  /** Text in which this is not found has no such secret. Looked for first, as it is far quicker. Not global. */
  readonly hint: RegExp;
}

/**
 * A secret that begins with a fixed prefix and is not glued to a word before it. Escapes such as the `\n` of JSON within
 * text count as its beginning too.
 *
 * @param body of the expression, the prefix included
 * @param hints texts of which every such secret has one
 */
export const prefixed = (
  kind: string,
  source: string,
  body: string,
  hints: readonly string[],
): SecretPattern => ({
  kind,
  source,
  expression: new RegExp(`(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf]))(?:${body})`, "g"),
  hint: new RegExp(hints.map((text) => text.replaceAll(".", "\\.")).join("|")),
});
