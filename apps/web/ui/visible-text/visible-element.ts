/**
 * Marks hidden characters in whatever an element says.
 *
 * Every element of every page is made by this module's caller, the JSX runtime of this application: so a text cannot be
 * forgotten, also not one on a page that is still to be written. A marked character is still in the page, as the text is
 * copied and searched as it is; it is alone in an isolate, where a change of direction ends with it.
 */

import { Fragment, type ReactNode } from "react";
import { jsx, jsxs } from "react/jsx-runtime";
import { codeOf, hasHidden, partsOf, spelledOut, titleOf } from "./hidden-characters";

type Props = Readonly<Record<string, unknown>>;

/** What is read of an element itself. */
const SAID = ["title", "aria-label", "placeholder", "alt"] as const;
/** They hold no other elements. */
const PLAIN = new Set<unknown>(["title", "option", "textarea", "text", "tspan", "desc"]);
/** Code of ours. */
const CODE = new Set<unknown>(["script", "style"]);

/** The same properties, unless they say something hidden. */
export function visible(type: unknown, props: Props): Props {
  if (CODE.has(type)) return props;
  let marked: Record<string, unknown> | undefined;
  for (const name of SAID) {
    const said = props[name];
    if (typeof said !== "string" || !hasHidden(said)) continue;
    marked ??= { ...props };
    marked[name] = spelledOut(said);
  }
  const children = visibleChildren(props.children, PLAIN.has(type) ? spelledOut : elementsOf);
  if (children === props.children) return marked ?? props;
  return { ...(marked ?? props), children };
}

function visibleChildren(
  children: unknown,
  mark: (text: string, key: number) => ReactNode,
  key = 0,
): unknown {
  if (typeof children === "string") return hasHidden(children) ? mark(children, key) : children;
  // Also a list among children, of names for example.
  if (!Array.isArray(children)) return children;
  const marked = children.map((child: unknown, at) => visibleChildren(child, mark, at));
  return marked.some((child, index) => child !== children[index]) ? marked : children;
}

/** @param key its place: React asks it of elements in a list, and texts had none */
function elementsOf(text: string, key: number): ReactNode {
  const children = partsOf(text).map(({ text: part, isHidden }) => (isHidden ? markOf(part) : part));
  return jsxs(Fragment, { children }, `text ${key}`);
}

const markOf = (character: string): ReactNode =>
  jsx("bdi", {
    className: "hidden-char",
    title: titleOf(character),
    "data-code": codeOf(character),
    children: character,
  });
