"use client";

import { type ReactNode, useEffect, useState } from "react";

/** Shows its content only when it is still wanted after a moment: what answers at once never flickers. */
export function AfterDelay({ ms = 150, children }: { ms?: number; children: ReactNode }) {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsDue(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isDue ? children : null;
}
