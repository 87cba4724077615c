"use client";

import { CopyButton } from "@/ui/copy-button";

const HEAD_CHARS = 8;
const TAIL_CHARS = 4;

/**
 * What of an id is shown: its first eight characters, by which it can be searched.
 *
 * Time-sortable ids of one minute begin alike, so theirs are followed by the last four, which tell them apart.
 */
export const shortId = (id: string): string =>
  TIME_SORTABLE.test(id) ? `${id.slice(0, HEAD_CHARS)}…${id.slice(-TAIL_CHARS)}` : id.slice(0, HEAD_CHARS);

/** UUID version 7. */
const TIME_SORTABLE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The short form of an id; a click copies all of it. */
export const IdButton = ({ id, what }: { id: string; what: string }) => (
  <CopyButton
    text={id}
    label={`${shortId(id)}, copy ${what}`}
    title={`${id} (click to copy)`}
    className="id relative z-1"
  >
    {shortId(id)}
  </CopyButton>
);
