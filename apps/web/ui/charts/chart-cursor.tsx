"use client";

/** One cursor for the charts inside: pointing at a time in one shows it in all. */

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

interface Cursor {
  /** Milliseconds since 1970; null: nothing is pointed at. */
  readonly at: number | null;
  readonly point: (at: number | null) => void;
}

const CursorContext = createContext<Cursor | null>(null);

export function ChartCursor({ children }: { children: ReactNode }) {
  const [at, point] = useState<number | null>(null);
  const cursor = useMemo(() => ({ at, point }), [at]);
  return <CursorContext value={cursor}>{children}</CursorContext>;
}

/** The cursor of the charts around, or the chart's own. */
export function useCursor(): Cursor {
  const shared = useContext(CursorContext);
  const [at, point] = useState<number | null>(null);
  return shared ?? { at, point };
}
