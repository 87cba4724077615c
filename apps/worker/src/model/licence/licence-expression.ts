/** SPDX licence expressions such as `(MIT OR Apache-2.0) AND BSD-3-Clause`. */

import parse, { type LicenceLeaf, type LicenceTree } from "spdx-expression-parse";

export type { LicenceTree };

/** @returns `undefined` when the text is not a valid SPDX expression */
export function parseExpression(text: string): LicenceTree | undefined {
  try {
    return parse(text.trim());
  } catch {
    return undefined;
  }
}

/** One licence of an expression as written: `GPL-2.0-only WITH Classpath-exception-2.0`. */
export function leafText({ license, plus, exception }: LicenceLeaf): string {
  return `${license}${plus ? "+" : ""}${exception ? ` WITH ${exception}` : ""}`;
}

/** Every licence named, in order, each once. */
export function licencesOf(tree: LicenceTree): string[] {
  const named = "license" in tree ? [leafText(tree)] : [...licencesOf(tree.left), ...licencesOf(tree.right)];
  return [...new Set(named)];
}

/** The expression in its usual spelling, with parentheses only where they are needed. */
export function expressionText(tree: LicenceTree): string {
  if ("license" in tree) return leafText(tree);
  const { conjunction } = tree;
  const side = (inner: LicenceTree) =>
    "license" in inner || inner.conjunction === conjunction
      ? expressionText(inner)
      : `(${expressionText(inner)})`;
  return `${side(tree.left)} ${conjunction.toUpperCase()} ${side(tree.right)}`;
}
