/** Licences that a text only names: "Licensed under the MIT license", `SPDX-License-Identifier: ISC`, "Apache 2.0". */

import { parseExpression } from "./licence-expression.js";
import type { LicenceIndex } from "./licence-index.js";

export interface LicenceReference {
  /** SPDX expression; `NOASSERTION` when the text points elsewhere or reserves all rights. */
  readonly spdxId: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly rationale: string;
}

interface Naming {
  readonly pattern: RegExp;
  readonly id: string | ((match: RegExpMatchArray) => string);
  /** How sure the wording makes it, 0 to 1. */
  readonly confidence: number;
}

const VERSION = String.raw`,?\s*[(-]?\s*(?:v|version|ver\.?)?[\s.-]*`;

/** Specific wordings first: a wording that lies within an earlier match is not looked at again. */
const NAMINGS: readonly Naming[] = [
  { pattern: /\bMIT-0\b|\bMIT no attribution/gi, id: "MIT-0", confidence: 0.9 },
  { pattern: /\bMIT\b|\bexpat licen[cs]e|opensource\.org\/licenses?\/mit\b/g, id: "MIT", confidence: 0.9 },
  {
    pattern: new RegExp(
      String.raw`\bapache(?:\s+software)?(?:[\s-]+licen[cs]e)?${VERSION}(2|1\.[01])(?:\.0)?\b`,
      "gi",
    ),
    id: ([, version]) => (version === "2" ? "Apache-2.0" : `Apache-${version}`),
    confidence: 0.9,
  },
  { pattern: /apache\.org\/licenses\/license-2\.0/gi, id: "Apache-2.0", confidence: 0.9 },
  { pattern: /\bapache(?:\s+software)?\s+licen[cs]e|\bapache\b/gi, id: "Apache-2.0", confidence: 0.6 },
  { pattern: /\b0BSD\b|\bzero[- ]clause bsd/gi, id: "0BSD", confidence: 0.9 },
  {
    pattern: /\bbsd[- ]?3(?:[- ]clause)?\b|\b(?:3|three)[- ]clause bsd|\b(?:new|modified|revised) bsd/gi,
    id: "BSD-3-Clause",
    confidence: 0.9,
  },
  {
    pattern: /\bbsd[- ]?2(?:[- ]clause)?\b|\b(?:2|two)[- ]clause bsd|\bsimplified bsd|\bfreebsd licen[cs]e/gi,
    id: "BSD-2-Clause",
    confidence: 0.9,
  },
  { pattern: /\bBSD\b/g, id: "BSD-3-Clause", confidence: 0.5 },
  { pattern: /\bISC\b/g, id: "ISC", confidence: 0.9 },
  {
    pattern: new RegExp(String.raw`\b(?:mpl|mozilla public licen[cs]e)${VERSION}([12]\.\d)`, "gi"),
    id: ([, version]) => `MPL-${version}`,
    confidence: 0.9,
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:(a|l)?gpl|(?:gnu\s+)?(affero\s+|lesser\s+|library\s+)?general public licen[cs]e)(?:\s*\([al]?gpl\))?${VERSION}([123])(?:\.(\d))?\s*\)?\s*(\+|,?\s*\(?(?:or|and)\s+(?:\(?at your option\)?\s+)?(?:any\s+)?(?:later|newer|above))?`,
      "gi",
    ),
    id: gnuId,
    confidence: 0.85,
  },
  { pattern: /\bunlicense\b/gi, id: "Unlicense", confidence: 0.9 },
  { pattern: /\bcc0\b|creative commons zero|publicdomain\/zero/gi, id: "CC0-1.0", confidence: 0.9 },
  {
    pattern: /\bcc[- ]by((?:[- ](?:nc|sa|nd))*)[- ]([1-4]\.\d)\b/gi,
    id: ([, terms, version]) => `CC-BY${(terms ?? "").replaceAll(" ", "-").toUpperCase()}-${version}`,
    confidence: 0.9,
  },
  { pattern: /\bwtfpl\b|do what the f\w+ you want/gi, id: "WTFPL", confidence: 0.9 },
  { pattern: /\bboost software licen[cs]e|\bBSL-1\.0\b/gi, id: "BSL-1.0", confidence: 0.9 },
  { pattern: /\bblue\s?oak\b/gi, id: "BlueOak-1.0.0", confidence: 0.9 },
  {
    pattern: new RegExp(String.raw`\b(?:epl|eclipse public licen[cs]e)${VERSION}([12]\.0)`, "gi"),
    id: ([, version]) => `EPL-${version}`,
    confidence: 0.9,
  },
  {
    pattern: new RegExp(String.raw`\bartistic(?:[- ]licen[cs]e)?${VERSION}([12]\.0)`, "gi"),
    id: ([, version]) => `Artistic-${version}`,
    confidence: 0.9,
  },
  { pattern: /\bzlib(?: licen[cs]e)?\b/gi, id: "Zlib", confidence: 0.8 },
  { pattern: /\b(?:PSF-2\.0|python software foundation licen[cs]e)/gi, id: "PSF-2.0", confidence: 0.8 },
];

function gnuId([, letter, word, major, minor, later]: RegExpMatchArray): string {
  const family = (letter ?? word?.[0] ?? "").toUpperCase();
  const version = minor ?? (family === "L" && major === "2" ? "1" : "0");
  return `${family}GPL-${major}.${version}-${later ? "or-later" : "only"}`;
}

/** What the text itself says its licence is, or `undefined` when it names none. */
export function licenceReference(text: string, index: LicenceIndex): LicenceReference | undefined {
  const said = text.trim().replace(/^licen[cs]ed?\s*:\s*/i, "");
  const tagged = /SPDX-License-Identifier:\s*([^\r\n*]+)/i.exec(said)?.[1]?.trim();
  if (tagged !== undefined && parseExpression(tagged)) {
    return {
      spdxId: tagged,
      confidence: 0.98,
      rationale: `The text carries the tag SPDX-License-Identifier: ${tagged}.`,
    };
  }
  if (said.length <= 300 && parseExpression(said)) {
    return { spdxId: said, confidence: 0.97, rationale: "The text is an SPDX expression itself." };
  }
  const elsewhere = /\bsee licen[cs]e in\s+(\S+)/i.exec(said)?.[1];
  if (elsewhere !== undefined) {
    return {
      spdxId: "NOASSERTION",
      confidence: 0,
      rationale: `The text only points to the file ${elsewhere}.`,
    };
  }
  return named(said, index) ?? reserved(said);
}

interface Mention {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly wording: string;
}

function named(text: string, index: LicenceIndex): LicenceReference | undefined {
  const mentions: Mention[] = [];
  const add = (mention: Mention) => {
    if (!mentions.some(({ start, end }) => mention.start < end && start < mention.end))
      mentions.push(mention);
  };
  for (const { pattern, id, confidence } of NAMINGS) {
    for (const match of text.matchAll(pattern)) {
      const wording = match[0];
      const spdxId = typeof id === "string" ? id : id(match);
      if (parseExpression(spdxId)) {
        add({ id: spdxId, start: match.index, end: match.index + wording.length, confidence, wording });
      }
    }
  }
  const lower = text.toLowerCase();
  for (const { ids, name } of index.licences) {
    const start = name.includes(" ") ? lower.indexOf(name.toLowerCase()) : -1;
    if (start >= 0) add({ id: ids[0], start, end: start + name.length, confidence: 0.85, wording: name });
  }
  mentions.sort((a, b) => a.start - b.start);
  const ids = [...new Set(mentions.map(({ id }) => id))];
  if (ids.length === 0) return undefined;
  const wordings = [...new Set(mentions.map(({ wording }) => JSON.stringify(wording)))]
    .slice(0, 5)
    .join(", ");
  const confidence = Math.min(...mentions.map((mention) => mention.confidence));
  if (ids.length === 1) {
    return {
      spdxId: ids[0] ?? "NOASSERTION",
      confidence,
      rationale: `The text names its licence: ${wordings}.`,
    };
  }
  const choice = /\bdual|\beither\b|\bor\b|\byour (?:option|choice)|\w\s?\/\s?\w/i.test(text);
  return {
    spdxId: ids.slice(0, 6).join(choice ? " OR " : " AND "),
    confidence: confidence * (ids.length > 6 ? 0.4 : 0.85),
    rationale: `The text names ${ids.length} licences (${wordings}) ${choice ? "to choose from" : "side by side"}.`,
  };
}

function reserved(text: string): LicenceReference | undefined {
  const word = /\bunlicensed\b|\bproprietary\b|\bconfidential\b|\ball rights reserved\b/i.exec(text)?.[0];
  if (word === undefined) return undefined;
  return {
    spdxId: "NOASSERTION",
    confidence: 0,
    rationale: `The text grants no licence: it says ${JSON.stringify(word)}.`,
  };
}
