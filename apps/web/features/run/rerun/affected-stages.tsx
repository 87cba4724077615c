import type { StageHistory } from "@stageline/engine/read";
import { StatusIcon } from "@/components/status";
import { durationText } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Nil, Price } from "@/ui/number";
import type { PlannedStage } from "../plan";

/** Which stages run again and which are kept; what the former usually take and cost. */
export const AffectedStages = ({
  stages,
  willRun,
  kept,
  histories,
}: {
  stages: readonly PlannedStage[];
  willRun: readonly string[];
  kept: readonly string[];
  /** Null while they are on their way. */
  histories: readonly StageHistory[] | null;
}) => (
  <ul className="mt-3">
    {stages.map(({ stageId, name, group, shown }) => {
      const isKept = kept.includes(stageId);
      const isAgain = willRun.includes(stageId);
      const history = histories?.find((one) => one.stageId === stageId);
      return (
        <li key={stageId} className="rerun-row">
          <span className={isAgain ? "text-accent" : "t3"}>
            <Icon name={isAgain ? "rerun" : "lock"} size={14} />
          </span>
          {shown && <StatusIcon status={shown.status} />}
          <span className={isKept ? "t2 trunc" : "med trunc"}>{name}</span>
          <span className="t3 s12 whitespace-nowrap">group {group}</span>
          <span className="grow" />
          {isAgain && (
            <span className="s12 whitespace-nowrap">
              {history ? `≈ ${durationText(history.durationMs.p50)}` : <Nil />}
            </span>
          )}
          {isAgain && (
            <span className="s12 w-14 text-right whitespace-nowrap">
              {history ? <Price usd={history.costUsd.p50} /> : <Nil />}
            </span>
          )}
          <span className="t2 s12 w-16 text-right">{isAgain ? "runs again" : isKept ? "kept" : "…"}</span>
        </li>
      );
    })}
  </ul>
);
