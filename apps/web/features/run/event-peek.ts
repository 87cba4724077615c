/** What an event says beyond its type, time and run, which its row shows anyway. */

const SHOWN_ELSEWHERE = new Set(["type", "timestamp", "runId", "stageId"]);

export interface EventPeek {
  readonly stageId: string | null;
  /** `name: value` pairs; the preview itself when it was cut. */
  readonly text: string;
}

/** @param preview null: withheld from who looks */
export function eventPeek(preview: string | null): EventPeek {
  if (preview === null) return { stageId: null, text: "Not shown to viewers here" };
  const payload = parsed(preview);
  if (payload === null) return { stageId: null, text: preview };
  return {
    stageId: typeof payload.stageId === "string" ? payload.stageId : null,
    text: Object.entries(payload)
      .filter(([name, value]) => !SHOWN_ELSEWHERE.has(name) && value !== null)
      .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join("  "),
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
