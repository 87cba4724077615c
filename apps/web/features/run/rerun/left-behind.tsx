"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { attemptNumber } from "@/components/attempt";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { ClockTime } from "@/ui/time";
import { supersededBy } from "./superseded";

const NAMED = 3;
const LIMIT = 200;

/** What becomes history when the stages run again, and what they did to the outside that would be done twice. */
export function LeftBehind({
  run,
  stages,
  willRun,
}: {
  run: RunView;
  stages: readonly StageView[];
  willRun: readonly string[];
}) {
  const trpc = useTRPC();
  const artifacts = useQuery(trpc.run.artifacts.queryOptions({ runId: run.id }));
  const annotations = useQuery(
    trpc.run.annotations.queryOptions({ runId: run.id, direction: "before", limit: LIMIT }),
  );
  const effects = useQuery(
    trpc.run.annotations.queryOptions({ runId: run.id, keyPrefix: "Effect.", limit: LIMIT }),
  );
  if (artifacts.isError || annotations.isError || effects.isError) {
    return (
      <p className="note warn mt-3" role="alert">
        What would be superseded or sent twice could not be read.
      </p>
    );
  }
  if (!artifacts.data || !annotations.data || !effects.data) return null;
  const left = supersededBy(willRun, stages, artifacts.data, annotations.data.rows);
  const sent = supersededBy(willRun, stages, [], effects.data.rows).effects;
  const decision = left.annotations.findLast(({ key }) => key === "Decision.outcome");
  const isCut = annotations.data.previous !== null;
  return (
    <>
      <section className="mt-4" aria-label="Superseded">
        <h3 className="s12 t2">Superseded, kept in the history of attempt {attemptNumber(run.attempt)}</h3>
        <dl className="kv s12 mt-1">
          <dt>Artifacts</dt>
          <dd className="trunc">
            {left.artifacts.length === 0 ? (
              "none"
            ) : (
              <>
                <span className="mono">
                  {left.artifacts
                    .slice(0, NAMED)
                    .map(({ key }) => key)
                    .join(", ")}
                </span>
                {left.artifacts.length > NAMED && ` and ${formatCount(left.artifacts.length - NAMED)} more`}
              </>
            )}
          </dd>
          <dt>Annotations</dt>
          <dd className="trunc">
            {left.annotations.length === 0 ? "none" : formatCount(left.annotations.length)}
            {isCut && ` among the newest ${LIMIT}`}
            {decision && (
              <>
                , among them{" "}
                <span className="mono">Decision.outcome = {decision.valuePreview.replaceAll('"', "")}</span>
              </>
            )}
          </dd>
        </dl>
      </section>
      {sent.length > 0 && (
        <section className="note crit mt-4" aria-label="Already sent">
          <h3 className="semi flex items-center gap-2">
            <Icon name="warn" size={16} />
            Already sent. A rerun may send it again.
          </h3>
          <ul className="s12 mt-1 grid gap-1">
            {sent.map(({ id, key, valuePreview, createdAt, stageId }) => (
              <li key={id} className="flex gap-3">
                <span className="mono">{key}</span>
                <span className="trunc grow" title={valuePreview}>
                  {valuePreview.replaceAll('"', "")}
                  {stageId && <span className="t2"> by {stageId}</span>}
                </span>
                <span className="t2 whitespace-nowrap">
                  <ClockTime at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
