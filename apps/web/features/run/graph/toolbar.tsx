"use client";

import clsx from "clsx";
import { Icon } from "@/ui/icon";
import { OVERLAY_NAMES, OVERLAYS, type Overlay } from "./overlay-names";
import { ZOOM } from "./use-viewport";

/** What the nodes show, and how much of the graph is seen. */
export function Toolbar({
  overlay,
  onOverlay,
  lastAttempt,
  since,
  onSince,
  isFollowing,
  whyNoFollow,
  onFollow,
  scale,
  onZoom,
  onFit,
}: {
  overlay: Overlay;
  onOverlay: (overlay: Overlay) => void;
  /** The run's newest attempt, from 1. */
  lastAttempt: number;
  /** Attempt that changes are counted from, from 1. */
  since: number;
  onSince: (attempt: number) => void;
  isFollowing: boolean;
  whyNoFollow: string | undefined;
  onFollow: (isOn: boolean) => void;
  scale: number;
  onZoom: (factor: number) => void;
  onFit: () => void;
}) {
  return (
    <div className="bar-row b">
      <fieldset className="seg">
        <legend className="sr">Show</legend>
        {OVERLAYS.map((each) => {
          const isOff = each === "changed" && lastAttempt === 1;
          return (
            <button
              key={each}
              type="button"
              aria-pressed={overlay === each}
              className={clsx(overlay === each && "on")}
              disabled={isOff}
              title={isOff ? "The run has one attempt only" : undefined}
              onClick={() => onOverlay(each)}
            >
              {OVERLAY_NAMES[each]}
            </button>
          );
        })}
      </fieldset>
      {overlay === "changed" && (
        <label className="flex items-center gap-2">
          <span className="t2">since</span>
          <span className="input select">
            <select
              aria-label="Changed since attempt"
              value={since}
              onChange={(event) => onSince(Number(event.target.value))}
            >
              {Array.from({ length: lastAttempt - 1 }, (_, index) => index + 1).map((attempt) => (
                <option key={attempt} value={attempt}>
                  Attempt {attempt}
                </option>
              ))}
            </select>
          </span>
        </label>
      )}
      <span className="grow" />
      <button
        type="button"
        className={clsx("btn", isFollowing && "on")}
        aria-pressed={isFollowing}
        disabled={whyNoFollow !== undefined}
        title={whyNoFollow ?? "Keep what is running in the middle"}
        onClick={() => onFollow(!isFollowing)}
      >
        Follow
      </button>
      <button
        type="button"
        className="btn sq"
        aria-label="Zoom out"
        title="Zoom out (-)"
        onClick={() => onZoom(1 / ZOOM.step)}
      >
        <span aria-hidden="true">−</span>
      </button>
      <output className="t2 num w-12 text-center">{Math.round(scale * 100)} %</output>
      <button
        type="button"
        className="btn sq"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => onZoom(ZOOM.step)}
      >
        <Icon name="plus" size={14} />
      </button>
      <button type="button" className="btn" title="Fit the whole graph (f)" onClick={onFit}>
        Fit
      </button>
    </div>
  );
}
