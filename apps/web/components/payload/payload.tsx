"use client";

import type { PayloadRequest } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useTRPC } from "@/trpc/client";
import { CopyButton } from "@/ui/copy-button";
import { formatCount, formatSize } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Measure } from "@/ui/number";
import { LoadingRows } from "../list-state";
import { failureTitle } from "../query-error";
import { charsToLoad, MAX_CHARS } from "./ladder";
import { layOut, type Mode } from "./laid-out";
import { payloadHref } from "./payload-href";

const loadBody = () => import("./body").then((module) => module.PayloadBody);
const PayloadBody = dynamic(loadBody);
// Asked for while the value is still on its way.
if (typeof window !== "undefined") void loadBody();
const SearchStored = dynamic(() => import("./search-stored").then((module) => module.SearchStored));

const MODES: Readonly<Record<Mode, string>> = { pretty: "Pretty", raw: "Raw", tree: "Tree", table: "Table" };

/**
 * One stored value: small ones at once, big ones cut, with their size and a way to the rest.
 *
 * @param chars size in characters of JSON where it is known, so that nothing big is loaded unasked
 * @param fileName of the download, without its ending
 */
export function Payload({
  kind,
  id,
  title,
  chars,
  fileName,
}: {
  kind: PayloadRequest["kind"];
  id: string;
  title: string;
  chars?: number | null;
  fileName: string;
}) {
  const trpc = useTRPC();
  const [maxChars, setMaxChars] = useState(() => charsToLoad(chars));
  const [chosen, setChosen] = useState<Mode>("pretty");
  const [isWrapped, setIsWrapped] = useState(false);
  const [isFinding, setIsFinding] = useState(false);
  const payload = useQuery(
    trpc.run.payload.queryOptions(
      { kind, id, maxChars },
      { staleTime: 30_000, placeholderData: (previous) => previous },
    ),
  );
  const { data } = payload;
  const laidOut = useMemo(() => (data ? layOut(data) : null), [data]);
  const mode = laidOut?.modes.includes(chosen) ? chosen : "pretty";
  const totalChars = data?.totalChars ?? chars ?? null;

  return (
    <section className="well bg-transparent" aria-label={title}>
      <header className="jv-h">
        <h3 className="med trunc text-text-2">{title}</h3>
        {totalChars !== null && (
          <span className="whitespace-nowrap">
            <Measure {...formatSize(totalChars, "chars")} />
            {laidOut && laidOut.lines > 1 && !data?.isCut && <>, {formatCount(laidOut.lines)} lines</>}
          </span>
        )}
        <span className="grow" />
        {laidOut && laidOut.modes.length > 0 && (
          <span className="seg sm">
            {laidOut.modes.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={mode === each}
                className={mode === each ? "on" : undefined}
                onClick={() => setChosen(each)}
              >
                {MODES[each]}
              </button>
            ))}
          </span>
        )}
        {laidOut?.isJson && (
          <IconButton
            icon="wrap"
            label={`Wrap lines of ${title}`}
            isOn={isWrapped}
            onClick={() => setIsWrapped(!isWrapped)}
          />
        )}
        {data && (
          <IconButton
            icon="search"
            label={`Find in ${title}`}
            isOn={isFinding}
            onClick={() => setIsFinding(!isFinding)}
          />
        )}
        {data && laidOut && (
          <CopyButton
            text={laidOut.text}
            label={data.isCut ? `Copy the beginning of ${title}` : `Copy ${title}`}
          />
        )}
        {data && (
          <a
            className="btn ghost sm sq"
            aria-label={`Download ${title}`}
            title="Download all of it"
            href={payloadHref({ kind, id, name: fileName })}
            download
          >
            <Icon name="download" size={14} />
          </a>
        )}
      </header>
      {payload.isError && data === undefined ? (
        <p className="px-3 py-2" role="alert">
          <span className="text-critical">{failureTitle(payload.error)}.</span>{" "}
          <button type="button" className="link" onClick={() => void payload.refetch()}>
            Try again
          </button>
        </p>
      ) : data === undefined ? (
        <LoadingRows rows={2} />
      ) : data === null || laidOut === null ? (
        <p className="t3 px-3 py-2">Nothing is stored.</p>
      ) : (
        <>
          {data.isCut && (
            <p className="note-line">
              The first <Measure {...formatSize(data.text.length, "chars")} /> of{" "}
              <Measure {...formatSize(data.totalChars, "chars")} />.{" "}
              {data.totalChars <= MAX_CHARS ? (
                <button
                  type="button"
                  className="link"
                  disabled={payload.isFetching}
                  onClick={() => setMaxChars(MAX_CHARS)}
                >
                  Load all
                </button>
              ) : (
                "That is too much to show: download it, or search in it."
              )}
            </p>
          )}
          {data.isCut && data.totalChars > MAX_CHARS && <SearchStored kind={kind} id={id} />}
          <PayloadBody
            laidOut={laidOut}
            raw={data.text}
            mode={mode}
            title={title}
            isWrapped={isWrapped}
            isFinding={isFinding}
            onCloseFind={() => setIsFinding(false)}
          />
        </>
      )}
    </section>
  );
}

const IconButton = ({
  icon,
  label,
  isOn,
  onClick,
}: {
  icon: "wrap" | "search";
  label: string;
  isOn: boolean;
  onClick: () => void;
}) => (
  <button
    type="button"
    className={isOn ? "btn ghost sm sq on" : "btn ghost sm sq"}
    aria-label={label}
    aria-pressed={isOn}
    title={label}
    onClick={onClick}
  >
    <Icon name={icon} size={14} />
  </button>
);
