/** A piece of a sentence: plain, or a fact (`b`). */
export interface Phrase {
  readonly text: string;
  readonly as?: "b";
}

export const plain = (text: string): Phrase => ({ text });
export const fact = (text: string): Phrase => ({ text, as: "b" });
