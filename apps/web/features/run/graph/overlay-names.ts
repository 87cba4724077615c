/** What the graph can show of its stages. */

export const OVERLAYS = ["status", "duration", "cost", "attempts", "changed", "path"] as const;
export type Overlay = (typeof OVERLAYS)[number];

export const OVERLAY_NAMES: Readonly<Record<Overlay, string>> = {
  status: "Status",
  duration: "Duration",
  cost: "Cost",
  attempts: "Attempts",
  changed: "Changed",
  path: "Critical path",
};
