"use client";

import type { PayloadRequest, PayloadView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/trpc/client";
import { CopyButton } from "@/ui/copy-button";
import { formatCount, formatSize } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Measure } from "@/ui/number";
import { Scrollable } from "@/ui/scrollable";
import { JsonCode } from "../json-code";
import { prettyHead, prettyJson } from "../json-text";
import { LoadingRows } from "../list-state";
import { failureTitle } from "../query-error";

/** Loaded without being asked for. */
const EAGER_CHARS = 65_536;
/** The beginning of what is bigger. */
const HEAD_CHARS = 8192;
/** The most that the server gives. */
const MAX_CHARS = 2_097_152;
/** Longer text is shown as it is stored. */
const MAX_PRETTY_CHARS = 400_000;

type Mode = "pretty" | "raw";

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
  maxLines,
}: {
  kind: PayloadRequest["kind"];
  id: string;
  title: string;
  chars?: number | null;
  fileName: string;
  /** Folds what is longer. */
  maxLines?: number;
}) {
  const trpc = useTRPC();
  const [maxChars, setMaxChars] = useState((chars ?? 0) <= EAGER_CHARS ? EAGER_CHARS : HEAD_CHARS);
  const [mode, setMode] = useState<Mode>("pretty");
  const [isFolded, setIsFolded] = useState(maxLines !== undefined);
  const payload = useQuery(
    trpc.run.payload.queryOptions(
      { kind, id, maxChars },
      { staleTime: 30_000, placeholderData: (previous) => previous },
    ),
  );
  const { data } = payload;
  const text = data ? plainText(data) : null;
  const body = data ? (text ?? layOut(data, mode)) : "";
  const lines = body === "" ? 0 : body.split("\n").length;
  const isLong = isFolded && maxLines !== undefined && lines > maxLines;
  const shown = isLong ? body.split("\n").slice(0, maxLines).join("\n") : body;

  return (
    <section className="well bg-transparent" aria-label={title}>
      <header className="jv-h">
        <h3 className="med text-text-2">{title}</h3>
        {(data?.totalChars ?? chars ?? null) !== null && (
          <span>
            <Measure {...formatSize(data?.totalChars ?? chars ?? 0, "chars")} />
            {lines > 1 && !data?.isCut && <>, {formatCount(lines)} lines</>}
          </span>
        )}
        <span className="grow" />
        {data && text === null && (
          <span className="seg sm">
            {(["pretty", "raw"] as const).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={mode === each}
                className={mode === each ? "on" : undefined}
                onClick={() => setMode(each)}
              >
                {each === "pretty" ? "Pretty" : "Raw"}
              </button>
            ))}
          </span>
        )}
        {data && <CopyButton text={text ?? data.text} label={`Copy ${title}`} />}
        {data && (
          <button
            type="button"
            className="btn ghost sm sq"
            aria-label={`Download ${title}`}
            title={data.isCut ? `Download the first ${formatCount(data.text.length)} characters` : "Download"}
            onClick={() => download(text ?? data.text, `${fileName}.${text === null ? "json" : "txt"}`)}
          >
            <Icon name="download" size={14} />
          </button>
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
      ) : data === null ? (
        <p className="t3 px-3 py-2">Nothing is stored.</p>
      ) : (
        <>
          {data.isCut && (
            <p className="note-line">
              Showing {formatCount(data.text.length)} of {formatCount(data.totalChars)} characters.{" "}
              {data.text.length < MAX_CHARS && (
                <button
                  type="button"
                  className="link"
                  onClick={() => setMaxChars(Math.min(MAX_CHARS, data.text.length * 8))}
                >
                  Load more
                </button>
              )}
            </p>
          )}
          {text === null ? (
            <JsonCode text={shown} label={`${title}, JSON`} />
          ) : (
            <Scrollable className="code wrapped" label={`${title}, text`}>
              {shown}
            </Scrollable>
          )}
          {isLong && (
            <p className="note-line">
              {maxLines} of {formatCount(lines)} lines ·{" "}
              <button type="button" className="link" onClick={() => setIsFolded(false)}>
                Show all
              </button>
            </p>
          )}
        </>
      )}
    </section>
  );
}

function layOut({ text, isCut }: PayloadView, mode: Mode): string {
  if (mode === "raw" || text.length > MAX_PRETTY_CHARS) return text;
  return isCut ? prettyHead(text) : prettyJson(text);
}

const JSON_START = /^\s*(?:[{["]|-?\d|true\b|false\b|null\b)/;

/**
 * The text itself when the value is one: a prompt, or a long text stored as a JSON string, such as a report. Null for
 * everything that is read better as JSON.
 */
function plainText({ text, isCut }: PayloadView): string | null {
  const whole = isCut && text.startsWith('"') ? `${text.replace(/\\(?:u[0-9a-f]{0,3})?$/i, "")}"` : text;
  try {
    const value: unknown = JSON.parse(whole);
    return typeof value === "string" && value.includes("\n") ? value : null;
  } catch {
    return isCut && JSON_START.test(text) ? null : text;
  }
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/[^\w.-]+/g, "_");
  link.click();
  URL.revokeObjectURL(url);
}
