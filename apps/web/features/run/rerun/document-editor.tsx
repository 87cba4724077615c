"use client";

import { type ChangeEvent, type ReactNode, useId, useMemo } from "react";
import { DiffLines, Side } from "@/ui/diff-lines";
import { lineDiff } from "@/ui/line-diff";
import type { EditedDocument } from "./use-document";

/** Files beyond this are no hand-made input; the server would refuse them. */
const MAX_FILE_BYTES = 1_000_000;

/** What the run had, and beside it what the next attempt gets; lines that differ stand out. */
export function DocumentEditor({
  name,
  document,
  attempts: [before, after],
  issue,
  extra,
}: {
  name: string;
  document: EditedDocument;
  /** Names of the two sides. */
  attempts: readonly [string, string];
  /** Why the server refuses it; null when it does not, undefined while that is not known. */
  issue: string | null | undefined;
  extra?: ReactNode;
}) {
  const id = useId();
  const { original, text, parsed, isLoaded, isTooBig, isChanged, edit } = document;
  const diff = useMemo(() => lineDiff(original, text), [original, text]);
  const onFile = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file && file.size <= MAX_FILE_BYTES) edit(await file.text());
    target.value = "";
  };
  return (
    <section className="grid gap-2" aria-label={name}>
      <div className="flex flex-wrap items-center gap-2">
        <label className="med" htmlFor={id}>
          {name}
        </label>
        <span className="t3 s12">{isTooBig ? "too big to edit here" : standing(diff, document, issue)}</span>
        <span className="grow" />
        {extra}
        {isChanged && (
          <button type="button" className="link s12" onClick={() => edit(null)}>
            Undo changes
          </button>
        )}
        <label className="btn sm file">
          From file
          <input
            type="file"
            className="sr"
            accept="application/json,.json"
            onChange={onFile}
            aria-label={`${name} from a file`}
          />
        </label>
      </div>
      <div className="sides well">
        <Side name={before} of={name} lines={diff.before} side="before" />
        <div>
          <p className="side-h">
            {after}
            <span className="t3 ml-auto">editable</span>
          </p>
          <div className="side-b typed">
            <div className="relative">
              <DiffLines lines={diff.after} side="after" />
              <textarea
                id={id}
                value={text}
                onChange={(event) => edit(event.target.value)}
                spellCheck={false}
                autoComplete="off"
                disabled={!isLoaded}
                aria-invalid={!parsed.ok}
                aria-describedby={parsed.ok ? undefined : `${id}-error`}
              />
            </div>
          </div>
        </div>
      </div>
      {isLoaded && !parsed.ok && (isChanged || !isTooBig) && (
        <p id={`${id}-error`} className="s12 text-critical" role="alert">
          {parsed.message}
        </p>
      )}
    </section>
  );
}

function standing(
  { added, removed }: { added: number; removed: number },
  { isLoaded, isChanged, parsed }: EditedDocument,
  issue: string | null | undefined,
): string {
  if (!isLoaded) return "";
  if (!isChanged) return "as before";
  const lines = Math.max(added, removed);
  const changes = `${lines} ${lines === 1 ? "line" : "lines"} changed`;
  if (!parsed.ok || issue === undefined) return changes;
  return issue === null ? `${changes}, fits the schema` : `${changes}, ${issue}`;
}
