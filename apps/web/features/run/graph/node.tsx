import clsx from "clsx";
import { AttemptBadge } from "@/components/attempt";
import { STATUS_APPEARANCE, StatusIcon } from "@/components/status";
import { Icon } from "@/ui/icon";
import { Duration, Nil, Price } from "@/ui/number";
import type { GraphNode } from "./layout";
import { msOf, nodeName, type Shade } from "./overlays";

/** What a rerun that is being looked at would do to the stage; null while none is. */
export type Fate = "again" | "kept" | null;

const NO_SHADE: Shade = { heat: 0, text: "", isFaint: false };

/** A stage: its status, what it took, and what the overlay says of it. */
export function Node({
  node: { stage, x, y },
  now,
  shade = NO_SHADE,
  fate,
  isRunOver,
  isSelected,
  onSelect,
  onPreview,
}: {
  node: GraphNode;
  now: number;
  shade?: Shade | undefined;
  fate: Fate;
  isRunOver: boolean;
  isSelected: boolean;
  onSelect: (stageRecordId: string) => void;
  onPreview: (stageId: string) => void;
}) {
  const { shown, name } = stage;
  const ms = msOf(stage, now);
  const isRunning = shown?.status === "RUNNING" && shown.progress !== null;
  const progress = Math.min(1, Math.max(0, shown?.progress ?? 0));
  const end =
    fate === "again" ? "runs again" : fate === "kept" ? "kept" : isRunning ? percent(progress) : shade.text;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a second way to what the button inside does
    <div
      className={clsx("node", isSelected && "sel", fate, fate === null && shade.isFaint && "faint")}
      data-s={shown?.status ?? "none"}
      style={{ left: x, top: y, "--heat": fate === null ? shade.heat : 0 } as React.CSSProperties}
      onContextMenu={(event) => {
        if (!isRunOver) return;
        event.preventDefault();
        onPreview(stage.stageId);
      }}
    >
      {shown && (
        <button
          type="button"
          className="node-open"
          aria-label={nodeName(name, STATUS_APPEARANCE[shown.status].word, ms, shade)}
          aria-pressed={isSelected}
          onClick={() => onSelect(shown.id)}
        />
      )}
      <span className="a">
        <StatusIcon status={shown?.status ?? "PENDING"} />
        <span className="nm trunc" title={name}>
          {name}
        </span>
        {shown && shown.attempt > 0 && <AttemptBadge attempt={shown.attempt} />}
        {fate !== null && <Icon name={fate === "again" ? "rerun" : "lock"} size={14} />}
        {fate === null && (
          <button
            type="button"
            className="btn ghost sm sq node-rerun"
            aria-label={`Rerun from ${name}`}
            title={
              isRunOver ? `Rerun from ${name}…` : "A run can be run again when it has ended. Cancel it first."
            }
            disabled={!isRunOver}
            onClick={() => onPreview(stage.stageId)}
          >
            <Icon name="rerun" size={14} />
          </button>
        )}
      </span>
      <span className="b">
        {shown ? (
          <>
            <span className="whitespace-nowrap">
              <Duration ms={ms} />
            </span>
            <span>{shown.cost === 0 ? <Nil /> : <Price usd={shown.cost} />}</span>
          </>
        ) : (
          <span className="t3">not started</span>
        )}
        {end !== "" && <span className={clsx("end trunc", isRunning && "med text-text")}>{end}</span>}
      </span>
      {isRunning && (
        <span className="prog">
          <i style={{ width: `${progress * 100}%` }} />
        </span>
      )}
      {fate === null && shade.heat > 0 && !isRunning && (
        <span className="prog heat">
          <i style={{ width: `${shade.heat * 100}%` }} />
        </span>
      )}
    </div>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
