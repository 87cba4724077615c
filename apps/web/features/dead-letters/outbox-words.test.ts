import { expect, test } from "vitest";
import { holeText, lagMs, outboxSentence, retryText } from "./outbox-words";

const at = new Date("2026-01-02T12:00:00Z");
const ago = (ms: number) => new Date(at.getTime() - ms);
const quiet = {
  at,
  waiting: 0,
  oldestAt: null,
  retrying: [],
  unavailable: { runs: 0, error: null },
  isCapped: false,
  published: 48_201,
  dead: 0,
};

test("silence is told apart from health", () => {
  expect(outboxSentence(quiet)).toMatchObject({ tone: "good" });
  expect(outboxSentence({ ...quiet, published: 0, waiting: 3, oldestAt: ago(3_600_000) })).toMatchObject({
    tone: "warn",
    isAboutSinks: true,
  });
});

test("a sink that does not answer is told with what it says", () => {
  const down = {
    ...quiet,
    waiting: 1,
    oldestAt: ago(5_000),
    unavailable: { runs: 1, error: "ECONNREFUSED" },
  };

  expect(outboxSentence(down).text).toBe(
    "No sink answers: ECONNREFUSED. 1 event waits; none of them is given up for that.",
  );
});

test("being behind is a matter of a minute", () => {
  expect(outboxSentence({ ...quiet, waiting: 2, oldestAt: ago(59_000) })).toMatchObject({ tone: "good" });
  expect(outboxSentence({ ...quiet, waiting: 2, oldestAt: ago(150_000) })).toEqual({
    tone: "warn",
    text: "Publishing is behind: the oldest event waits for 2 m 30 s.",
  });
  expect(lagMs({ at, oldestAt: new Date(at.getTime() + 5) })).toBe(0);
});

test("what was refused and is tried again is not silent", () => {
  const retrying = [{ tries: 3, runs: 1 }];

  expect(outboxSentence({ ...quiet, waiting: 1, oldestAt: ago(5_000), retrying }).text).toContain(
    "1 run waits for one that was refused",
  );
});

test("retries are told by how often", () => {
  expect(
    retryText([
      { tries: 2, runs: 9 },
      { tries: 0, runs: 40 },
      { tries: 1, runs: 112 },
    ]),
  ).toBe("retried once: 112, twice: 9");
  expect(retryText([{ tries: 0, runs: 3 }])).toBeNull();
});

test("a hole is told by what came past it", () => {
  expect(holeText({ dead: 1, past: 6, waiting: 0 })).toBe("6 after the hole");
  expect(holeText({ dead: 1, past: 7, waiting: 2 })).toBe("7 after the hole, 2 wait");
  expect(holeText({ dead: 1, past: 0, waiting: 0 })).toBe("last event");
  expect(holeText({ dead: 2, past: 3, waiting: 1 })).toBe("2 holes, 3 after them, 1 waits");
});
