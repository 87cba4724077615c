/**
 * Which SPDX licence a text is, and how sure that is.
 *
 * Compares the text's runs of words with those of every licence on the SPDX list. A text may be one licence to the
 * word, one with some words changed, the beginning of one, or several one after the other; a text that is none of these
 * may still name its licence. The confidence says which of these it was.
 */

import { type Breathe, breather } from "../breather.js";
import { type LicenceIndex, licenceIndex, type Overlap } from "./licence-index.js";
import { licenceReference } from "./licence-reference.js";
import { licenceWords } from "./normalise.js";
import { shingles } from "./shingles.js";

export interface IdentifiedLicence {
  /** SPDX id or expression; `NOASSERTION` when nothing fits. */
  readonly spdxId: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly rationale: string;
  /** The next best licence and how alike the text is to it, 0 to 1. */
  readonly runnerUp: { readonly spdxId: string; readonly similarity: number } | undefined;
  /** How alike the text and the licence are, 0 to 1; 0 when no text was compared. */
  readonly similarity: number;
  /** Other ids whose texts are the same to the word. */
  readonly sameText: readonly string[];
  /** Every licence found in the text. */
  readonly found: readonly string[];
}

/** Below this share of a licence the text isn't said to contain it. */
const CONTAINED = 0.85;
/** Below this share of the text a licence isn't said to explain it. */
const EXPLAINED = 0.85;
/** Texts of fewer words are read for what they name before they are compared. */
const SHORT_WORDS = 40;

/** @throws the signal's reason, when it is aborted */
export async function identifyLicence(text: string, signal?: AbortSignal): Promise<IdentifiedLicence> {
  signal?.throwIfAborted();
  const index = await licenceIndex();
  const breathe = breather(signal);
  const words = licenceWords(text);
  const runs = shingles(words);
  await breathe();
  const overlaps = index.overlaps(runs);
  await breathe();

  const document: Document = { text, words: words.length, runs: new Set(runs), overlaps, index };
  const best = bestOf(overlaps, document);
  const whole =
    best && best.containment >= CONTAINED && best.coverage >= EXPLAINED ? one(best, document) : undefined;
  if (whole?.similarity === 1) return whole;
  // A short licence next to a long one is a small share of the text, and still a licence of its own.
  const held = whole && best && best.coverage >= 0.98 ? undefined : await several(document, breathe);
  const contained = whole && (held === undefined || held.found.length < 2) ? whole : held;
  if (contained && words.length > SHORT_WORDS) return contained;
  const guesses = [contained, partial(document), fromReference(document)].filter(
    (guess) => guess !== undefined,
  );
  return guesses.sort((a, b) => b.confidence - a.confidence)[0] ?? nothing(overlaps);
}

interface Document {
  readonly text: string;
  readonly words: number;
  readonly runs: ReadonlySet<number>;
  /** Most alike first. */
  readonly overlaps: readonly Overlap[];
  readonly index: LicenceIndex;
}

/**
 * Which of two licences the text is, judged by what only one of them says.
 *
 * @returns 1 when all that only `a` says is there and nothing that only `b` says; -1 the other way round
 */
function tellApart(a: Overlap, b: Overlap, { runs, index }: Document): number {
  const runsOfA = index.shinglesOf(a.licence);
  const runsOfB = index.shinglesOf(b.licence);
  return shareFound(runsOfA, new Set(runsOfB), runs) - shareFound(runsOfB, new Set(runsOfA), runs);
}

function shareFound(own: Uint32Array, others: ReadonlySet<number>, runs: ReadonlySet<number>): number {
  const distinctive = own.filter((run) => !others.has(run));
  if (distinctive.length === 0) return 0;
  return distinctive.reduce((count, run) => count + (runs.has(run) ? 1 : 0), 0) / distinctive.length;
}

/** Licences that differ by a sentence are equally alike to an edited text: their differences decide. */
const NEARLY_AS_ALIKE = 0.04;

function bestOf(overlaps: readonly Overlap[], document: Document): Overlap | undefined {
  let [best] = overlaps;
  if (best === undefined || best.similarity > 0.995) return best;
  for (const rival of overlaps.slice(1, 8)) {
    if (best.similarity - rival.similarity > NEARLY_AS_ALIKE) break;
    if (tellApart(rival, best, document) > 0.1) best = rival;
  }
  return best;
}

const percent = (share: number): string => `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
const round = (share: number): number => Math.round(share * 1_000) / 1_000;

function runnerUpTo(ids: readonly string[], overlaps: readonly Overlap[]): IdentifiedLicence["runnerUp"] {
  const next = overlaps.find(({ licence }) => !licence.ids.some((id) => ids.includes(id)));
  return next && { spdxId: next.licence.ids[0], similarity: round(next.similarity) };
}

function one(best: Overlap, document: Document): IdentifiedLicence {
  const [spdxId, ...sameText] = best.licence.ids;
  const runnerUp = runnerUpTo(best.licence.ids, document.overlaps);
  const rival = document.overlaps.find(({ licence }) => licence.ids[0] === runnerUp?.spdxId);
  const close = rival !== undefined && best.similarity < 0.995 && best.similarity - rival.similarity < 0.02;
  const doubt = close && tellApart(best, rival, document) < 0.3 ? 0.85 : 1;
  return {
    spdxId,
    confidence: round(Math.min(0.995, best.similarity) * doubt),
    rationale: `${percent(best.similarity)} alike to the text of ${best.licence.name}${runnerUp ? `; next is ${runnerUp.spdxId} with ${percent(runnerUp.similarity)}` : ""}${sameText.length > 0 ? `. The same text serves ${sameText.slice(0, 3).join(", ")}` : ""}.`,
    runnerUp,
    similarity: round(best.similarity),
    sameText,
    found: [spdxId],
  };
}

const OFFERS_CHOICE =
  /\bdual(?:ly)?[- ]licen[sc]|\b(?:either|one|any) of the (?:following )?licen[sc]|\bat your (?:option|choice)\b|\byou may choose\b/i;

/** The licences that lie whole within the text, each explaining words that the others don't. */
async function several(document: Document, breathe: Breathe): Promise<IdentifiedLicence | undefined> {
  const candidates = document.overlaps
    .filter(({ licence, containment }) => containment >= CONTAINED && licence.size >= 20)
    // What is missing weighs twice: of two licences where one extends the other, the one that is really there wins.
    .sort((a, b) => weight(b) - weight(a));
  const unexplained = new Set(document.runs);
  const found: Overlap[] = [];
  for (const candidate of candidates) {
    await breathe();
    if (found.length === 8) break;
    if (!isFresh(candidate, unexplained, document.index)) continue;
    const kin = candidates.filter((other) => other !== candidate && areKin(candidate, other, document.index));
    const winner = kin.reduce(
      (best, other) => (tellApart(other, best, document) > 0.1 ? other : best),
      candidate,
    );
    found.push(winner);
    for (const run of document.index.shinglesOf(winner.licence)) unexplained.delete(run);
  }
  const [first] = found;
  if (first === undefined) return undefined;

  const ids = found.map(({ licence }) => licence.ids[0]);
  const explained = 1 - unexplained.size / document.runs.size;
  const contained = Math.min(...found.map(({ containment }) => containment));
  const choice = found.length > 1 && OFFERS_CHOICE.test(document.text.slice(0, 400));
  return {
    spdxId: ids.join(choice ? " OR " : " AND "),
    confidence: round(Math.min(0.97, contained * (0.7 + 0.27 * explained))),
    rationale: `The text holds ${found
      .map(({ licence, containment }) => `${percent(containment)} of ${licence.name}`)
      .join(", ")}; together they explain ${percent(explained)} of it.`,
    runnerUp: runnerUpTo(
      found.flatMap(({ licence }) => licence.ids),
      document.overlaps,
    ),
    similarity: round(first.similarity),
    sameText: first.licence.ids.slice(1),
    found: ids,
  };
}

/** Whether most of the licence explains words that no licence found so far does. */
function isFresh({ licence }: Overlap, unexplained: ReadonlySet<number>, index: LicenceIndex): boolean {
  const fresh = index.shinglesOf(licence).reduce((count, run) => count + (unexplained.has(run) ? 1 : 0), 0);
  return fresh >= licence.size * 0.6;
}

/** Whether two licences say mostly the same. */
function areKin(a: Overlap, b: Overlap, index: LicenceIndex): boolean {
  const runsOfA = new Set(index.shinglesOf(a.licence));
  const shared = index.shinglesOf(b.licence).reduce((count, run) => count + (runsOfA.has(run) ? 1 : 0), 0);
  return shared >= 0.5 * Math.min(a.licence.size, b.licence.size);
}

const weight = ({ licence, containment }: Overlap): number => licence.size * (3 * containment - 2);

/** A shortened or edited copy of one licence. */
function partial({ overlaps }: Document): IdentifiedLicence | undefined {
  const holders = overlaps
    .filter(({ coverage, containment }) => coverage >= 0.75 && containment >= 0.15)
    .sort((a, b) => b.coverage - a.coverage || osiFirst(a, b) || b.containment - a.containment);
  const [shortened] = holders;
  const best = shortened ?? overlaps[0];
  if (best === undefined || (!shortened && best.similarity < 0.55)) return undefined;
  const [spdxId, ...sameText] = best.licence.ids;
  // The same words may be the beginning of many licences: then nobody can tell.
  const others = holders.filter((other) => other !== best && best.coverage - other.coverage < 0.03).length;
  const confidence = shortened
    ? (best.coverage * (0.5 + 0.4 * best.containment)) / (1 + Math.min(others, 10) / 10)
    : best.similarity * 0.75;
  return {
    spdxId,
    confidence: round(Math.min(0.9, confidence)),
    rationale: shortened
      ? `${percent(best.coverage)} of the text comes from ${best.licence.name}, but only ${percent(best.containment)} of that licence is there${others > 0 ? `; ${others} other licences hold the same words` : ""}.`
      : `Closest is ${best.licence.name}, ${percent(best.similarity)} alike: an edited copy, or another licence of the same kind.`,
    runnerUp: runnerUpTo(best.licence.ids, overlaps),
    similarity: round(best.similarity),
    sameText,
    found: [spdxId],
  };
}

const osiFirst = (a: Overlap, b: Overlap): number =>
  Number(b.licence.osiApproved) - Number(a.licence.osiApproved);

/** Words without which a sentence that names a licence hardly grants it. */
const GRANTS =
  /licen[cs]|copyright|©|\bspdx\b|\b(?:released|available|distributed|published|provided) under\b|\bterms\b/i;

function fromReference({ text, words, index, overlaps }: Document): IdentifiedLicence | undefined {
  const reference = licenceReference(text, index);
  if (reference === undefined) return undefined;
  const found = reference.spdxId === "NOASSERTION" ? [] : reference.spdxId.split(/ (?:AND|OR) /);
  // The more other words there are, the likelier the name is only mentioned.
  const isGrant = words <= 5 || GRANTS.test(text);
  const certainty = !isGrant ? 0.6 : words <= SHORT_WORDS ? 1 : words <= 150 ? 0.95 : 0.6;
  return {
    ...reference,
    confidence: round(reference.confidence * certainty),
    runnerUp: runnerUpTo(found, overlaps),
    similarity: 0,
    sameText: [],
    found,
  };
}

function nothing(overlaps: readonly Overlap[]): IdentifiedLicence {
  const runnerUp = runnerUpTo([], overlaps);
  return {
    spdxId: "NOASSERTION",
    confidence: round(Math.min(0.3, (runnerUp?.similarity ?? 0) / 2)),
    rationale: runnerUp
      ? `No licence on the SPDX list is close: the nearest, ${runnerUp.spdxId}, is ${percent(runnerUp.similarity)} alike, and the text names none.`
      : "The text shares no run of words with any licence on the SPDX list and names none.",
    runnerUp,
    similarity: runnerUp?.similarity ?? 0,
    sameText: [],
    found: [],
  };
}
