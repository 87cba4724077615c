"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { DatabaseLabel } from "@/server/database-label";

const Database = createContext<DatabaseLabel | null>(null);

export const DatabaseProvider = ({ label, children }: { label: DatabaseLabel; children: ReactNode }) => (
  <Database value={label}>{children}</Database>
);

/** Which database the page shows, so that nobody cancels a run in the wrong one. */
export function DatabaseName() {
  const label = useContext(Database);
  if (label === null) return null;
  return (
    <span className="env hide-s" title={`Database: ${label.kind} ${label.place}`}>
      <b>{label.kind}</b>
      <span className="mono t3 trunc">{label.place}</span>
    </span>
  );
}
