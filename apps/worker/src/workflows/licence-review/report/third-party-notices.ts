/** The file that has to go with the product: who wrote what, under which licence, in whose words. */

import type { AssessedPackage } from "../assess.js";
import type { InstalledPackage } from "../inventory.js";
import type { LicenceTexts } from "../licence-texts.js";
import { cell } from "./tables.js";

interface Notices {
  readonly packages: readonly InstalledPackage[];
  readonly assessed: readonly AssessedPackage[];
  readonly texts: LicenceTexts;
  readonly holders: (packageId: string) => readonly string[];
}

/** Packages grouped by licence text, so that each text is there once. */
export function thirdPartyNotices({ packages, assessed, texts, holders }: Notices): string {
  const licenceOf = new Map(assessed.map(({ id, licence }) => [id, licence]));
  const groups = new Map<string, { text: string; packages: InstalledPackage[] }>();
  const bare: InstalledPackage[] = [];
  for (const one of packages) {
    const own = [...one.licences, ...one.notices];
    if (own.length === 0) bare.push(one);
    for (const { hash } of own) {
      const group = groups.get(hash) ?? { text: texts[hash]?.text ?? "", packages: [] };
      group.packages.push(one);
      groups.set(hash, group);
    }
  }
  const line = ({ id }: InstalledPackage) => {
    const named = holders(id);
    return `- ${cell(id)}, ${cell(licenceOf.get(id) ?? "NOASSERTION")}${named.length > 0 ? `, © ${named.map(cell).join(", ")}` : ""}`;
  };
  const sections = [...groups.values()]
    .sort((a, b) => b.packages.length - a.packages.length)
    .map((group) => `${group.packages.map(line).join("\n")}\n\n${fenced(group.text)}`);
  const without = bare.length === 0 ? [] : [`## Without a licence text\n\n${bare.map(line).join("\n")}`];
  return ["# Third-party notices", ...sections, ...without, ""].join("\n\n");
}

/** As it is, whatever it contains: the fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.trim()}\n${fence}`;
}
