/** What waits to be published, and where a run's order was broken. */

import {
  HOLE_SQUARES,
  type HoleFilter,
  type HoleMap,
  type HoleRun,
  OUTBOX_RUNS,
  type OutboxNow,
  type OutboxSquare,
  PUBLISHED_CAP,
  SQUARES_BEFORE_HOLE,
} from "../../../read/outbox.js";
import { COUNT_CAP } from "../../../read/views.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import type { EventRow } from "../rows.js";
import { ALL, isWaiting, type Tables } from "../tables.js";
import { grouped } from "./grouped.js";

const DAY_MS = 86_400_000;
const capped = (count: number, cap: number): number => Math.min(count, cap + 1);

export function readOutboxNow({ tables, now }: Moment): OutboxNow {
  const waiting = tables.events.in("waiting", ALL);
  const heads = grouped(waiting, ({ workflowRunId }) => workflowRunId).flatMap((events) =>
    events.slice(0, 1),
  );
  const looked = heads.slice(0, OUTBOX_RUNS);
  const unavailable = looked.filter((head) => head.retryCount === 0 && head.lastTriedAt !== null);
  const tries = [...new Set(looked.map(({ retryCount }) => retryCount))].filter((count) => count > 0);
  const published = [...tables.events.all()].filter(
    ({ occurredAt, publishedAt }) =>
      occurredAt >= now - DAY_MS && publishedAt !== null && publishedAt > occurredAt,
  );
  return {
    at: dateOf(now),
    waiting: capped(waiting.length, COUNT_CAP),
    oldestAt: looked.length === 0 ? null : dateOf(Math.min(...looked.map(({ occurredAt }) => occurredAt))),
    retrying: tries
      .sort((a, b) => a - b)
      .map((count) => ({
        tries: count,
        runs: looked.filter(({ retryCount }) => retryCount === count).length,
      })),
    unavailable: {
      runs: unavailable.length,
      error: unavailable.reduce<string | null>(
        (last, { lastError }) =>
          lastError !== null && (last === null || lastError > last) ? lastError : last,
        null,
      ),
    },
    isCapped: heads.length > OUTBOX_RUNS,
    published: capped(published.length, PUBLISHED_CAP),
    dead: capped(tables.events.in("dead", ALL).length, COUNT_CAP),
  };
}

export function readHoles({ tables }: Moment, { runId, limit }: HoleFilter): HoleMap {
  const dead = tables.events
    .in("dead", ALL)
    .filter(({ workflowRunId }) => runId === undefined || workflowRunId === runId);
  const diedAt = (events: readonly EventRow[]) => Math.max(...events.map(({ dlqAt }) => dlqAt ?? 0));
  const holed = grouped(dead, ({ workflowRunId }) => workflowRunId)
    .map((events) => ({
      runId: events[0]?.workflowRunId ?? "",
      firstDead: Math.min(...events.map(({ sequence }) => sequence)),
      diedAt: diedAt(events),
    }))
    .sort((a, b) => b.diedAt - a.diedAt || (a.runId < b.runId ? -1 : 1));
  return {
    total: holed.length,
    runs: holed.slice(0, limit).map((run) => holesOf(tables, run.runId, run.firstDead)),
  };
}

function holesOf(tables: Tables, runId: string, firstDead: number): HoleRun {
  const from = Math.max(1, firstDead - SQUARES_BEFORE_HOLE);
  const last = tables.streams.get(runId)?.lastSequence ?? from;
  const events = tables.events.in("run", runId).filter(({ sequence }) => sequence >= from);
  const states = new Map(events.map((event) => [event.sequence, squareOf(event, firstDead)]));
  const count = (wanted: OutboxSquare) => [...states.values()].filter((state) => state === wanted).length;
  return {
    runId,
    workflowName: tables.runs.get(runId)?.workflowName ?? null,
    from,
    last,
    squares: Array.from(
      { length: Math.min(HOLE_SQUARES, last - from + 1) },
      (_, index) => states.get(from + index) ?? "gone",
    ),
    dead: count("dead"),
    past: count("past"),
    waiting: count("waiting"),
  };
}

function squareOf(event: EventRow, firstDead: number): OutboxSquare {
  if (event.discardedAt !== null) return "discarded";
  if (event.dlqAt !== null) return "dead";
  if (isWaiting(event)) return "waiting";
  return event.sequence > firstDead ? "past" : "published";
}
