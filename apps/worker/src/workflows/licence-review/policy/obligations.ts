/** What using a licence obliges to. */

import { licenceKind } from "./licence-kind.js";

export const OBLIGATIONS = {
  "keep-notice": "Pass on the copyright notice and the licence text with every copy.",
  "pass-on-notice-file": "Pass on the package's NOTICE file.",
  attribute: "Name the authors and the licence, and say whether anything was changed.",
  "state-changes": "Mark files that you changed.",
  "no-endorsement": "Don't use the authors' names to promote your product.",
  "offer-package-source": "Offer the source of the package with your changes to it, under its own licence.",
  "allow-relinking": "Let users replace the library with their own build of it.",
  "offer-whole-source": "Offer the source of the whole work that it becomes part of, under the same licence.",
  "offer-source-to-network-users": "Offer the source also to those who use the work over a network.",
  "read-restrictions": "Read the licence: it forbids some uses.",
} as const;

export type Obligation = keyof typeof OBLIGATIONS;

export function obligationsOf(spdxId: string, hasNoticeFile: boolean): Obligation[] {
  const named: Obligation[] = [];
  if (/^(?:BSD-3|BSD-4|Apache-|PHP-|ZPL-|curl)/.test(spdxId)) named.push("no-endorsement");
  if (/^(?:Apache-|MPL-|[AL]?GPL-|EPL-|CC-BY|CDDL-|ECL-)/.test(spdxId)) named.push("state-changes");
  if (/^LGPL-/.test(spdxId)) named.push("allow-relinking");
  if (hasNoticeFile) named.push("pass-on-notice-file");
  return [...byKind(spdxId), ...named];
}

function byKind(spdxId: string): Obligation[] {
  switch (licenceKind(spdxId)) {
    case "public-domain":
      return [];
    case "permissive":
      return ["keep-notice"];
    case "content":
      return ["keep-notice", "attribute"];
    case "weak-copyleft":
      return ["keep-notice", "offer-package-source"];
    case "strong-copyleft":
      return ["keep-notice", "offer-whole-source"];
    case "network-copyleft":
      return ["keep-notice", "offer-whole-source", "offer-source-to-network-users"];
    case "restricted":
      return ["keep-notice", "read-restrictions"];
    case "unknown":
      return [];
  }
}
