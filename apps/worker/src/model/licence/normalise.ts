/**
 * The words of a licence text, without what differs between two copies of the same licence.
 *
 * Follows the SPDX matching guidelines where they matter in practice: case, layout, punctuation, list markers, comment
 * characters, copyright lines and variant spellings don't count.
 */

/** Spellings that the guidelines call equal, each to the one used in the comparison. */
const SAME_WORDS: Readonly<Record<string, string>> = {
  acknowledgement: "acknowledgment",
  analogue: "analog",
  analyse: "analyze",
  artefact: "artifact",
  authorisation: "authorization",
  authorised: "authorized",
  calibre: "caliber",
  cancelled: "canceled",
  catalogue: "catalog",
  categorise: "categorize",
  centre: "center",
  copyrightholder: "copyrightowner",
  customisation: "customization",
  emphasised: "emphasized",
  favour: "favor",
  favourite: "favorite",
  fulfil: "fulfill",
  fulfilment: "fulfillment",
  https: "http",
  initialise: "initialize",
  judgement: "judgment",
  labelling: "labeling",
  labour: "labor",
  licence: "license",
  licences: "licenses",
  licenced: "licensed",
  maximise: "maximize",
  modelled: "modeled",
  modelling: "modeling",
  offence: "offense",
  optimise: "optimize",
  organisation: "organization",
  organise: "organize",
  practise: "practice",
  programme: "program",
  realise: "realize",
  recognise: "recognize",
  signalling: "signaling",
  sublicence: "sublicense",
  utilisation: "utilization",
  whilst: "while",
  wilful: "wilfull",
};

const COPYRIGHT_LINE =
  /^\W*(?:portions\s+|parts\s+|modifications\s+)?(?:copyright\b(?!\s+(?:holder|owner|notice|law|licen[cs]e|statement|and|or|interest|in\b|to\b|on\b|is\b|protection|treaties|act))|\(c\)\s+(?:copyright|\d{4})|©).*$/gim;
const RIGHTS_LINE = /^\W*all rights reserved\W*$/gim;
const COMMENT_OR_QUOTE = /^[ \t]*(?:\/\*+|\*+\/|\/\/+|[*#>;%!|]+|--|rem\b|<!--|-->)[ \t]?/gim;
const LIST_MARKER = /^[ \t]*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]|[-•*+])[ \t]+/gim;
const TEMPLATE_PLACE = /<[^<>\n]{1,60}>|\[[^[\]\n]{1,60}\]|\$?\{[^{}\n]{1,60}\}/g;
/** Instructions after the Apache licence's end on how to use it, which many copies leave out. */
const APACHE_APPENDIX =
  /APPENDIX: How to apply the Apache License[\s\S]{0,1500}?(?:and\s+limitations under the License\.?|$)/i;
const WORD = /[\p{L}\p{N}]+/gu;

/** Text without copyright lines, comment characters, list markers and fill-in places, still to be read. */
export function withoutVariableParts(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\r\n?/g, "\n")
    .replace(COMMENT_OR_QUOTE, "")
    .replace(COPYRIGHT_LINE, "")
    .replace(RIGHTS_LINE, "")
    .replace(LIST_MARKER, "")
    .replace(APACHE_APPENDIX, " ")
    .replace(TEMPLATE_PLACE, " ");
}

/** Sentences that every licensor fills in with a name of their own. */
const NAMED_PARTIES: readonly (readonly [RegExp, string])[] = [
  [/\bin no event (?:shall|will) .{1,120}? be liable\b/g, "in no event shall party be liable"],
  [/\bas is and .{1,60}? disclaims? all\b/g, "as is and party disclaims all"],
  [/\bprovided by .{1,100}? as is\b/g, "provided by party as is"],
  [
    /\bneither the names? of .{1,100}? nor the names? of (?:\w+ )?contributors may\b/g,
    "neither the name of party nor the names of its contributors may",
  ],
];

/** The words that count, lower case, in order. */
export function licenceWords(text: string): string[] {
  const words = withoutVariableParts(text).toLowerCase().match(WORD) ?? [];
  const spelled = words.map((word) => SAME_WORDS[word] ?? word).join(" ");
  const read = NAMED_PARTIES.reduce(
    (sentence, [pattern, party]) => sentence.replace(pattern, party),
    spelled,
  );
  return read === "" ? [] : read.split(" ");
}
