"use client";

import type { RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { prettyJson } from "@/components/json-text";
import { useTRPC } from "@/trpc/client";
import { type ParsedJson, parseJson, parseJsonObject } from "@/ui/json-editor";
import { useDebounced } from "@/ui/use-debounced";

const TYPING_MS = 300;
/** The most that the server gives. */
const MAX_CHARS = 2_097_152;

/** A stored input or config that can be edited before the run is run again. */
export interface EditedDocument {
  /** As it is stored, laid out; "" while it is on its way. */
  readonly original: string;
  readonly text: string;
  readonly isLoaded: boolean;
  /** Not all of it could be loaded, so it cannot be edited here. */
  readonly isTooBig: boolean;
  readonly isEdited: boolean;
  readonly isChanged: boolean;
  readonly parsed: ParsedJson<unknown>;
  /** The new value, once nothing was typed for a moment; undefined when nothing changed. */
  readonly settled: unknown;
  /** The new value as it stands; undefined when nothing changed. */
  readonly value: unknown;
  readonly edit: (text: string | null) => void;
}

export function useDocument(run: RunView, kind: "runInput" | "runConfig"): EditedDocument {
  const trpc = useTRPC();
  const [edited, edit] = useState<string | null>(null);
  const { data } = useQuery(trpc.run.payload.queryOptions({ kind, id: run.id, maxChars: MAX_CHARS }));
  const isTooBig = data?.isCut ?? false;
  const original = data && !isTooBig ? prettyJson(data.text) : "";
  const text = edited ?? original;
  const parsed = kind === "runConfig" ? parseJsonObject(text) : parseJson(text);
  const isChanged = edited !== null && (!parsed.ok || prettyJson(edited) !== original);
  const value = isChanged && parsed.ok ? parsed.value : undefined;
  return {
    original,
    text,
    isLoaded: data !== undefined,
    isTooBig,
    isEdited: edited !== null,
    isChanged,
    parsed,
    settled: useDebounced(value, TYPING_MS),
    value,
    edit,
  };
}
