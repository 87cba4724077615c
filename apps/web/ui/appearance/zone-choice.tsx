"use client";

import { zones } from "./appearance";
import { choose, useAppearance } from "./store";

/** In which zone times are shown. */
export function ZoneChoice() {
  const { zone } = useAppearance();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const byRegion = Map.groupBy(zones(), (name) =>
    name.includes("/") ? name.slice(0, name.indexOf("/")) : "Other",
  );
  return (
    <label className="choice">
      <span>Time zone</span>
      <span className="input select h-6">
        <select value={zone} onChange={(event) => choose({ zone: event.target.value })}>
          <option value="browser">This browser's ({own})</option>
          <option value="UTC">UTC</option>
          {[...byRegion].map(([region, names]) => (
            <optgroup key={region} label={region}>
              {names
                .filter((name) => name !== "UTC")
                .map((name) => (
                  <option key={name} value={name}>
                    {name.replaceAll("_", " ")}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </span>
    </label>
  );
}
