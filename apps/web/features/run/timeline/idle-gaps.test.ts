import { describe, expect, test } from "vitest";
import { FOLDED_BY_DEFAULT, gapText, idleGaps, isFolded, toggled, toggledAll } from "./idle-gaps";
import type { Segment, SegmentKind } from "./segments";

const segment = (kind: SegmentKind, from: number, to: number): Segment => ({
  kind,
  from,
  to,
  isOpen: false,
  status: "COMPLETED",
});
const whole = { from: 0, to: 1_000_000 };
const outline = (...segments: Segment[]) =>
  idleGaps(whole, segments).map(
    ({ from, to, isAutomatic, word }) => `${from}-${to} ${word}${isAutomatic ? "" : ", offered"}`,
  );

describe("what is a gap", () => {
  test("long times in which nothing is alive", () => {
    expect(
      outline(
        segment("run", 300_000, 500_000),
        segment("run", 0, 20_000),
        segment("run", 10_000, 100_000),
        segment("run", 520_000, 600_000),
      ),
    ).toEqual(["100000-300000 idle", "600000-1000000 idle"]);
  });

  test("long times in which everything alive is suspended", () => {
    expect(outline(segment("run", 0, 100_000), segment("suspended", 100_000, 950_000))).toEqual([
      "100000-1000000 waiting outside",
    ]);
    expect(
      outline(
        segment("run", 0, 100_000),
        segment("suspended", 100_000, 950_000),
        segment("run", 0, 1_000_000),
      ),
    ).toEqual([]);
  });

  test("a long wait in the queue is offered only", () => {
    expect(outline(segment("wait", 0, 400_000), segment("run", 400_000, 1_000_000))).toEqual([
      "0-400000 waiting in the queue, offered",
    ]);
  });

  test("nothing in a run of twenty seconds", () => {
    expect(idleGaps({ from: 0, to: 20_000 }, [])).toEqual([]);
  });
});

describe("folding", () => {
  const gaps = idleGaps(whole, [
    segment("wait", 0, 400_000),
    segment("run", 400_000, 500_000),
    segment("suspended", 500_000, 1_000_000),
  ]);
  const folded = (folding: typeof FOLDED_BY_DEFAULT) => gaps.map((gap) => isFolded(folding, gap));

  test("by default the automatic ones", () => {
    expect(folded(FOLDED_BY_DEFAULT)).toEqual([false, true]);
  });

  test("all are unfolded if one is folded, and folded if none is", () => {
    const none = toggledAll(FOLDED_BY_DEFAULT, gaps);

    expect(folded(none)).toEqual([false, false]);
    expect(folded(toggledAll(none, gaps))).toEqual([true, true]);
  });

  test("single ones by hand", () => {
    const [first] = gaps;
    if (first === undefined) throw new Error("no gap");

    expect(folded(toggled(FOLDED_BY_DEFAULT, first))).toEqual([true, true]);
    expect(gapText(first)).toBe("waiting in the queue · 6 m 40 s");
  });
});
