"use client";

import type { AnnotationValue, AnnotationValues } from "@stageline/engine/read";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { EmptyState, ListState } from "@/components/list-state";
import { shownValue } from "@/features/runs/columns";
import { useTRPC } from "@/trpc/client";
import { useNow } from "@/ui/clock";
import { formatCount } from "@/ui/format-number";
import { formatInstant } from "@/ui/format-time";
import { ClockTime, Day, useTimeStyle } from "@/ui/time";
import { KeyChoice } from "./key-choice";
import { runsSearchOf, runsWith } from "./runs-search";
import { shareText } from "./share-text";
import { Trend, uncountedIn } from "./trend";
import type { Annotations } from "./use-annotations";

const POLL_MS = 15_000;

/** What a key was stated to be, how often, and when. */
export function KeyValues({ annotations }: { annotations: Annotations }) {
  const trpc = useTRPC();
  const { by, range, narrowing, set } = annotations;
  const query = useQuery(
    trpc.annotations.values.queryOptions(
      { ...range, ...narrowing, key: by },
      { enabled: by !== "", placeholderData: keepPreviousData, refetchInterval: POLL_MS },
    ),
  );
  if (by === "" && annotations.groups.data) return <NoValues />;
  return (
    <>
      <div className="bar-row b">
        <KeyChoice annotations={annotations} />
      </div>
      <ListState
        query={query}
        rows={query.data?.values}
        words={["value", "values"]}
        noData={<NoValues />}
        narrowing={{ word: "Last hour", onNarrow: () => set({ last: "1h", from: null, to: null }) }}
      >
        {(values) => query.data && <Values annotations={annotations} answer={query.data} values={values} />}
      </ListState>
    </>
  );
}

const NoValues = () => (
  <EmptyState title="No values in this time">
    <p>Nothing was stated that these filters leave. A longer time, or fewer filters, may show some.</p>
  </EmptyState>
);

function Values({
  annotations,
  answer,
  values,
}: {
  annotations: Annotations;
  answer: AnnotationValues;
  values: readonly AnnotationValue[];
}) {
  const { by, params, set } = annotations;
  const style = useTimeStyle();
  const now = useNow(false);
  const most = values[0]?.count ?? 1;
  const runsOf = (value: string) => runsSearchOf({ who: params.who, key: by, value }, new Set([by]));
  return (
    <section aria-label={`Values of ${by}`}>
      <p className="say">
        <Summary by={by} answer={answer} />
      </p>
      <ReadFrom answer={answer} />
      <div className="tblx">
        <table className="tbl flow values-t">
          <caption className="sr">Values of {by}, the most frequent first</caption>
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">Share</th>
              <th scope="col" className="num">
                Stated
              </th>
              <th scope="col">Since {formatInstant(answer.from, now, style)}</th>
              <th scope="col" className="num">
                Runs
              </th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ valuePreview, count, trend }) => {
              const search = runsOf(valuePreview);
              const shown = shownValue(valuePreview);
              return (
                <tr key={valuePreview}>
                  <td>
                    <button
                      type="button"
                      className="link mono value-b"
                      title="Show what was stated like this"
                      onClick={() => set({ view: "stream", key: by, value: valuePreview })}
                    >
                      {shown === "" ? "(empty)" : shown}
                    </button>
                  </td>
                  <td>
                    <span className="share">
                      <span className="hbar" aria-hidden="true">
                        <i style={{ width: `${(count / most) * 100}%` }} />
                      </span>
                      {shareText(count / answer.total)}
                    </span>
                  </td>
                  <td className="num">{formatCount(count)}</td>
                  <td>
                    <Trend counts={trend} uncounted={uncountedIn(answer)} name={shown} />
                  </td>
                  <td className="num">
                    {search !== null && (
                      <Link
                        className="link"
                        href={runsWith(search, params)}
                        prefetch={false}
                        aria-label={`Runs with ${by} ${shown}`}
                      >
                        Runs
                      </Link>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {answer.distinct > values.length && (
        <p className="more">
          Top {values.length} of {formatCount(answer.distinct)} values
        </p>
      )}
    </section>
  );
}

/** The measure in words, before the bars. */
const Summary = ({
  by,
  answer: { total, distinct, values, numbers },
}: {
  by: string;
  answer: AnnotationValues;
}) => {
  const [first] = values;
  return (
    <span>
      <b className="mono">{by}</b> was stated <b>{formatCount(total)}</b> {total === 1 ? "time" : "times"}
      {distinct === 1 && first ? (
        <>
          , always as <b>{shownValue(first.valuePreview)}</b>.
        </>
      ) : numbers && numbers.count === total ? (
        <>
          , <b>{numbers.mean.toPrecision(4)}</b> on average, as {formatCount(distinct)} different values.
        </>
      ) : (
        first && (
          <>
            , most often <b>{shownValue(first.valuePreview)}</b> ({shareText(first.count / total)}), as{" "}
            {formatCount(distinct)} different values.
          </>
        )
      )}
    </span>
  );
};

export const ReadFrom = ({ answer: { readFrom } }: { answer: Pick<AnnotationValues, "readFrom"> }) =>
  readFrom && (
    <p className="note m-3">
      There is more than is looked at: only what was stated since <Day at={readFrom} />,{" "}
      <ClockTime at={readFrom} /> is counted.
    </p>
  );
