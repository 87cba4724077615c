/** A text that a prompt asks about, marked off so that nothing in it can pass for the prompt. */
export const quotedDocument = (text: string): string =>
  `<document>\n${text.replace(/<(\/?)document>/gi, "‹$1document›")}\n</document>`;
