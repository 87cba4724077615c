import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { hasHidden, partsOf, spelledOut, titleOf } from "./hidden-characters";
import { Fragment, jsx, jsxs } from "./jsx-runtime";

const OVERRIDE = "\u202E";
const html = (type: "p" | "option" | "style", props: Record<string, unknown>) =>
  renderToStaticMarkup(jsx(type, props));

test.each([
  ["a change of direction", "invoice\u202Efdp.exe"],
  ["an isolate", "a\u2066b\u2069"],
  ["a zero-width space", "pay\u200Bpal"],
  ["a null", "a\u0000b"],
  ["an escape sequence", "\u001B[31mred"],
  ["a control character of the second row", "a\u0085b"],
  ["a joiner between Latin letters", "pay\u200Dpal"],
  ["a byte order mark", "\uFEFFa"],
  ["hidden tags", "a\u{E0041}\u{E0042}"],
  ["a soft hyphen", "pay\u00ADpal"],
  ["a filler that looks like a space", "a\u3164b"],
])("%s is seen", (_, text) => {
  expect(hasHidden(text)).toBe(true);
  expect(partsOf(text).some(({ isHidden }) => isHidden)).toBe(true);
  expect(spelledOut(text)).toContain("‹U+");
  expect(
    partsOf(text)
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});

test.each([
  ["lines and tabs", "a\n\tb\r\n"],
  ["a family", "👨‍👩‍👧"],
  ["a nurse of some colour", "👩🏽‍⚕️"],
  ["the flag of Wales", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"],
  ["Persian", "می‌خواهم"],
  ["Hindi", "क्‍ष"],
  ["Hebrew", "שלום"],
  ["accents", "e\u0301"],
])("%s is no hidden character", (_, text) => {
  expect(partsOf(text)).toEqual([{ text, isHidden: false }]);
  expect(spelledOut(text)).toBe(text);
});

test("a character has a name", () => {
  expect(titleOf(OVERRIDE)).toBe("U+202E right-to-left override");
  expect(titleOf("\u0001")).toBe("U+0001 control character");
  expect(titleOf("\u{E0041}")).toBe("U+E0041 hidden tag");
});

describe("an element", () => {
  test("marks it in its text, which stays what it is", () => {
    expect(html("p", { children: `a${OVERRIDE}b` })).toBe(
      `<p>a<bdi class="hidden-char" title="U+202E right-to-left override" data-code="U+202E">${OVERRIDE}</bdi>b</p>`,
    );
  });

  test("marks it between other elements", () => {
    const inner = jsx("b", { children: "x" });
    const markup = renderToStaticMarkup(jsxs("p", { children: [inner, `a${OVERRIDE}`, 3, null] }));
    expect(markup).toMatch(/^<p><b>x<\/b>a<bdi .*<\/bdi>3<\/p>$/);
  });

  test("marks it in a list among its children", () => {
    const markup = renderToStaticMarkup(jsxs("p", { children: ["x", ["a", `b${OVERRIDE}`]] }));
    expect(markup).toMatch(/^<p>xab<bdi .*<\/bdi><\/p>$/);
  });

  test("spells it out where only text can be", () => {
    expect(html("option", { children: `a${OVERRIDE}` })).toBe("<option>a‹U+202E›</option>");
    expect(html("p", { title: OVERRIDE, "aria-label": OVERRIDE, children: "a" })).toBe(
      '<p title="‹U+202E›" aria-label="‹U+202E›">a</p>',
    );
  });

  test("is the same as without when there is nothing", () => {
    const props = { title: "a", children: ["b", "c"] };
    expect(jsx("p", props).props).toBe(jsx("p", props).props);
    expect(renderToStaticMarkup(jsx(Fragment, { children: "a" }))).toBe("a");
  });

  test("of code is left alone", () => {
    expect(html("style", { children: "a\u200B" })).toBe("<style>a\u200B</style>");
  });
});
