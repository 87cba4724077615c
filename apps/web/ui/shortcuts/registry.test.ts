import { expect, test } from "vitest";
import type { Press } from "./keys";
import { type Binding, createRegistry } from "./registry";

const PAGE = { isField: false, isControl: false, isLink: false };
const FIELD = { isField: true, isControl: true, isLink: false };
const LINK = { isField: false, isControl: true, isLink: true };
const BUTTON = { isField: false, isControl: true, isLink: false };

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isAltGraph: false,
  ...held,
});

/** A registry whose bindings write down that they ran. */
function recording(...names: Extract<Binding, { shortcut: unknown }>["shortcut"][]) {
  const registry = createRegistry();
  const ran: string[] = [];
  const binding = (shortcut: (typeof names)[number], said: string = shortcut): Binding => ({
    shortcut,
    run: () => ran.push(said),
  });
  registry.add({ layer: 0, bindings: () => names.map((name) => binding(name)) });
  return { registry, ran, binding };
}

test("a key runs what is bound to it, and nothing else", () => {
  const { registry, ran } = recording("nextRow", "search");

  const taken = ["j", "/", "z"].map((key) => registry.press(press(key), PAGE, 0));

  expect([ran, taken]).toEqual([
    ["nextRow", "search"],
    [true, true, false],
  ]);
});

test("two keys one after the other are one shortcut, and the second alone is another", () => {
  const { registry, ran } = recording("goRuns", "rerun");

  for (const key of ["g", "r", "r"]) registry.press(press(key), PAGE, 0);
  registry.press(press("g"), PAGE, 5000);
  registry.press(press("r"), PAGE, 7000);

  expect(ran).toEqual(["goRuns", "rerun", "rerun"]);
});

test("a sequence nobody bound does not run what its last key does", () => {
  const { registry, ran } = recording("queueWait");

  registry.press(press("g"), PAGE, 0);
  registry.press(press("q"), PAGE, 100);

  expect(ran).toEqual([]);
});

test("Shift held for the second key of a sequence does not break it off", () => {
  const { registry, ran } = recording("goRuns");

  for (const key of ["g", "Shift", "R"]) registry.press(press(key), PAGE, 0);

  expect(ran).toEqual(["goRuns"]);
});

test("typing in a field is typing, but the palette opens", () => {
  const { registry, ran } = recording("nextRow", "search", "palette");

  registry.press(press("j"), FIELD, 0);
  registry.press(press("/"), FIELD, 0);
  registry.press(press("k", { metaKey: true }), FIELD, 0);

  expect(ran).toEqual(["palette"]);
});

test("Enter on a link follows the link; elsewhere it opens the row", () => {
  const { registry, ran } = recording("openRow");

  registry.press(press("Enter"), LINK, 0);
  registry.press(press("Enter"), PAGE, 0);
  registry.press(press("o"), LINK, 0);

  expect(ran).toEqual(["openRow", "openRow"]);
});

test("Space presses a button; on a link it looks into the row", () => {
  const { registry, ran } = recording("peekRow");

  registry.press(press(" "), BUTTON, 0);
  expect(ran).toEqual([]);
  registry.press(press(" "), LINK, 0);

  expect(ran).toEqual(["peekRow"]);
});

test("what the browser does with Ctrl stays the browser's, and AltGr writes characters", () => {
  const { registry, ran } = recording("fit", "previousAttempt");

  registry.press(press("f", { ctrlKey: true }), PAGE, 0);
  registry.press(press("[", { ctrlKey: true, altKey: true, isAltGraph: true }), PAGE, 0);

  expect(ran).toEqual(["previousAttempt"]);
});

test("the newest binding is asked first and may decline", () => {
  const { registry, ran, binding } = recording("close");
  registry.add({ layer: 0, bindings: () => [{ shortcut: "close", run: () => false }] });
  const remove = registry.add({ layer: 0, bindings: () => [binding("close", "newest")] });

  registry.press(press("Escape"), PAGE, 0);
  remove();
  registry.press(press("Escape"), PAGE, 0);

  expect(ran).toEqual(["newest", "close"]);
});

test("a modal window hears the keys and the page beneath does not", () => {
  const { registry, ran, binding } = recording("nextRow", "close");
  registry.add({ layer: 1, bindings: () => [binding("close", "close the window")] });

  const leave = registry.enter(1);
  registry.press(press("j"), PAGE, 0);
  registry.press(press("Escape"), PAGE, 0);
  leave();
  registry.press(press("j"), PAGE, 0);

  expect(ran).toEqual(["close the window", "nextRow"]);
});

test("what cannot be done now is not run", () => {
  const registry = createRegistry();
  let runs = 0;
  registry.add({
    layer: 0,
    bindings: () => [{ shortcut: "rerun", offBecause: "It is running.", run: () => runs++ }],
  });

  expect([registry.press(press("r"), PAGE, 0), runs]).toEqual([false, 0]);
});
