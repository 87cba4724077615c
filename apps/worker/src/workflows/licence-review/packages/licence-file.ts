/** Which files hold a licence or a notice, and what they say. */

import { readFileSync } from "node:fs";

/** As much of one file as is kept, in characters. */
export const LONGEST_TEXT = 120_000;

const TEXT_ENDING = String.raw`(?:\.(?:md|markdown|txt|text|rst|adoc|html?))?$`;
const LICENCE_FILE = new RegExp(
  String.raw`^(?:(?:mit|apache|bsd|isc|gpl|lgpl)[-_.])?(?:un)?licen[cs]es?(?:[-_. ][\w .+-]{1,40}?)?${TEXT_ENDING}|^copying(?:[-_.][\w.]{1,20}?)?${TEXT_ENDING}|^ofl${TEXT_ENDING}`,
  "i",
);
const NOTICE_FILE = new RegExp(
  String.raw`^(?:third[-_ ]?party[-_ ]?)?(?:notices?|licen[cs]es?[-_ ]?notices?|copyright)(?:[-_.][\w.]{1,20}?)?${TEXT_ENDING}`,
  "i",
);
const NO_TEXT = /\.(?:[cm]?[jt]sx?|json|map|ya?ml|toml|py|rb|sh|css|png|svg|spdx)$/i;

export const isLicenceFile = (name: string): boolean => LICENCE_FILE.test(name) && !NO_TEXT.test(name);
export const isNoticeFile = (name: string): boolean => NOTICE_FILE.test(name) && !NO_TEXT.test(name);
export const isReadme = (name: string): boolean => /^readme(?:\.(?:md|markdown|txt|rst))?$/i.test(name);

/** The file as text, its first part when it is very long; null when it holds no text. */
export function readText(file: string): string | null {
  const bytes = readFileSync(file);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, LONGEST_TEXT * 4)).replaceAll("\0", "");
  const kept = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  return kept.trim() === "" ? null : kept;
}

/** What a readme says under its heading "License", or null. */
export function licenceSection(readme: string): string | null {
  const heading = /^(?:#{1,6}[ \t]*(?:the[ \t]+)?licen[cs]e\b.*|licen[cs]e[ \t]*\r?\n[-=]{3,}[ \t]*)$/im.exec(
    readme,
  );
  if (!heading) return null;
  const after = readme.slice(heading.index + heading[0].length);
  const end = /^(?:#{1,6}[ \t]|[^\n]+\n[-=]{3,}[ \t]*$)/m.exec(after)?.index ?? after.length;
  const section = after.slice(0, Math.min(end, 5_000)).trim();
  return section === "" ? null : section;
}
