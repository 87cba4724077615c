import { choose } from "@/ui/appearance/store";

/** Wider than this it shows words. */
const NARROW_PX = 100;

/** Turns the rail into what it is not at this moment; what it is depends on the page, too. */
export function toggleRail(): void {
  const width = document.querySelector(".rail")?.clientWidth ?? 0;
  choose({ rail: width > NARROW_PX ? "narrow" : "open" });
}
