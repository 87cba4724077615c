"use client";

import type { PayloadRequest } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { failureTitle } from "../query-error";
import { Marked } from "./marked";

/** Looks for words in all of a stored value, where it is stored. */
export function SearchStored({ kind, id }: Pick<PayloadRequest, "kind" | "id">) {
  const trpc = useTRPC();
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  const query = useQuery(
    trpc.run.findInPayload.queryOptions(
      { kind, id, words: asked },
      { enabled: asked !== "", staleTime: 30_000 },
    ),
  );
  return (
    <search className="note-line">
      <form
        className="flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(words.trim());
        }}
      >
        <label className="input sm grow">
          <span className="sr">Search all of it</span>
          <input
            type="search"
            value={words}
            maxLength={200}
            placeholder="Search all of it on the server"
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
        <button type="submit" className="btn sm" disabled={words.trim() === ""}>
          Search
        </button>
      </form>
      <div role="status">
        {asked !== "" && query.isFetching && <p className="mt-1">Searching…</p>}
        {query.error && <p className="mt-1">{failureTitle(query.error)}.</p>}
        {query.data && (
          <p className="mt-1">
            {query.data.finds.length === 0 ? "Not found" : `${formatCount(query.data.finds.length)} found`}
            {query.data.isPartial &&
              `, after the first ${formatCount(query.data.searchedChars)} characters the search was ended`}
            .
          </p>
        )}
      </div>
      {query.data && query.data.finds.length > 0 && (
        <ol className="finds">
          {query.data.finds.map(({ atChar, excerpt }) => (
            <li key={atChar}>
              <span className="t3 num">{formatCount(atChar)}</span>
              <span className="mono">
                <Marked text={excerpt} words={asked} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </search>
  );
}
