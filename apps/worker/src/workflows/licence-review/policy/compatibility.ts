/** Whether a dependency's licence can be met by a project under another licence. */

import { licenceKind } from "./licence-kind.js";

/** @returns why the two don't go together, or undefined when nothing speaks against it */
export function conflictWith(project: string | null, dependency: string): string | undefined {
  const kind = licenceKind(dependency);
  const isCopyleft = kind === "strong-copyleft" || kind === "network-copyleft";
  const family = gnuFamily(project ?? "");
  if (family === undefined) {
    if (!isCopyleft) return undefined;
    const under =
      project === null || /^unlicensed$|^see licen[cs]e/i.test(project)
        ? "not openly licensed"
        : `under ${project}`;
    return `${dependency} asks for the whole work under its terms, and the project is ${under}`;
  }
  if (/^(?:CDDL-|BSD-4|OpenSSL$|MPL-1|EPL-1|CPL-|JSON$)/.test(dependency)) {
    return `${dependency} adds terms that ${project} doesn't allow`;
  }
  if (family === "GPL-2.0-only" && /^Apache-2|^[AL]?GPL-3/.test(dependency)) {
    return `${dependency} goes with GPL version 3, not with ${project}`;
  }
  if (family === "GPL-3.0" && /^GPL-2\.0(?:-only)?$/.test(dependency)) {
    return `${dependency} allows no later version, and the project is under ${project}`;
  }
  return undefined;
}

function gnuFamily(project: string): "GPL-2.0-only" | "GPL-3.0" | undefined {
  if (/^GPL-2\.0(?:-only)?$/.test(project)) return "GPL-2.0-only";
  return /^A?GPL-(?:2\.0-or-later|2\.0\+|3\.0)/.test(project) ? "GPL-3.0" : undefined;
}
