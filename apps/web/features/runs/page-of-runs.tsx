import type { RunPage } from "@stageline/engine/read";
import Link from "next/link";
import { formatCount } from "@/ui/format-number";
import { ClockTime } from "@/ui/time";
import type { RunsParams } from "./search-params";
import { TimeField } from "./time-menu";

type Place = Pick<RunsParams, "older" | "newer">;

/** Before every id: the place in the list of an instant, not of a run. */
const BEFORE_ALL_IDS = "0";

/** Under the list: how much is shown, and the ways to older and newer runs. */
export function PageOfRuns({
  page,
  shown,
  onPlace,
}: {
  page: RunPage | undefined;
  shown: number;
  onPlace: (place: Place) => void;
}) {
  return (
    <nav className="more" aria-label="Pages of the list">
      <span>{shown} shown, newest first</span>
      {page?.search && <Searched search={page.search} />}
      <span className="grow" />
      <Link className="link" href="/bulk" prefetch={false}>
        Bulk actions
      </Link>
      <TimeField
        word="Jump to"
        at={null}
        onTime={(at) => at && onPlace({ older: { createdAt: at, id: BEFORE_ALL_IDS }, newer: null })}
      />
      <PageButton
        word="Newer"
        place={page?.previous ?? null}
        reason="These are the newest runs"
        onGo={(newer) => onPlace({ older: null, newer })}
      />
      <PageButton
        word={page?.search?.until ? "Look further" : "Older"}
        place={page?.next ?? null}
        reason="There are no older runs"
        onGo={(older) => onPlace({ older, newer: null })}
      />
    </nav>
  );
}

/** What had to be looked through one by one: nobody should take it for all there is. */
const Searched = ({ search: { rows, until } }: { search: NonNullable<RunPage["search"]> }) => (
  <span className="t2">
    · looked through {formatCount(rows)} {rows === 1 ? "run" : "runs"}
    {until && (
      <>
        {" "}
        down to <ClockTime at={until} />
      </>
    )}
  </span>
);

function PageButton({
  word,
  place,
  reason,
  onGo,
}: {
  word: string;
  place: RunPage["next"];
  /** Why there is no such page. */
  reason: string;
  onGo: (place: NonNullable<RunPage["next"]>) => void;
}) {
  return (
    <button
      type="button"
      className="btn sm"
      disabled={place === null}
      title={place === null ? reason : undefined}
      onClick={() => place !== null && onGo(place)}
    >
      {word}
    </button>
  );
}
