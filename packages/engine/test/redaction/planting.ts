/** Hides secrets in texts, values and names, and remembers all of them. */

import { seededRandom } from "../../src/testing/seeded-random.js";
import { type PlantedSecret, plantedSecret, SECRET_KINDS } from "./secrets.js";

export interface Planting {
  readonly secrets: readonly PlantedSecret[];
  /** A text with so many secrets in it. */
  text(count?: number): string;
  /** A value with so many: in texts, names of members, lists, maps, errors, and JSON in text. */
  value(count?: number): Record<string, unknown>;
  /** One secret that can be, or be part of, an id or a key. */
  id(): string;
}

const FITS_ID = /^[\w.-]{1,100}$/;
const WORDS = "the report of this package was read again and nothing was owed".split(" ");

export function planting(seed: number): Planting {
  const random = seededRandom(seed);
  const secrets: PlantedSecret[] = [];
  let next = 0;
  const secret = (fits: (secret: PlantedSecret) => boolean = () => true): string => {
    for (;;) {
      const made = plantedSecret(random, next++);
      if (!fits(made)) continue;
      secrets.push(made);
      return made.text;
    }
  };
  const text = (count = 4): string =>
    Array.from({ length: count }, () => `${random.pick(WORDS)} ${secret()} ${random.pick(WORDS)}`).join("\n");
  const id = () => `${random.pick(WORDS)}.${secret(({ text }) => FITS_ID.test(text))}`;
  /** A word that is no secret by its form, under a name that says it is one. */
  const named = () => {
    const needle = Array.from({ length: 16 }, () => random.pick([..."abcdefghijklmnopqrstuvwxyz"])).join("");
    secrets.push({ kind: "field", text: needle, needle });
    return needle;
  };
  return {
    secrets,
    text,
    id,
    value: (count = 8) => ({
      note: text(Math.max(1, count - 7)),
      list: [1, [{ text: secret() }], true],
      map: new Map<unknown, unknown>([[secret(), new Set([secret()])]]),
      failure: new Error(secret()),
      [id()]: new Date(0),
      json: JSON.stringify({ inner: secret(), apiKey: named() }),
      password: named(),
    }),
  };
}

/** How many different kinds there are. */
export const KINDS = new Set(SECRET_KINDS.map(({ kind }) => kind)).size + 1;
