"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { Icon } from "@/ui/icon";
import { type Readers, unknownParts, withoutParts } from "./address";

/** What is told at most of a part: an address can be as long as a page. */
const MAX_CHARS = 60;

/** Leaves out of the address what the page does not understand, and says so. */
export function UnknownParts({ parsers }: { parsers: Readers }) {
  const search = useSearchParams();
  const found = unknownParts(search, parsers);
  const [dropped, setDropped] = useState<readonly string[]>(found);
  const told = found.join("&");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another unknown part counts
  useEffect(() => {
    if (found.length === 0) return;
    setDropped(found);
    const rest = withoutParts(search, found).toString();
    window.history.replaceState(null, "", `${window.location.pathname}${rest === "" ? "" : `?${rest}`}`);
  }, [told]);
  if (dropped.length === 0) return null;
  return (
    <div className="note warn notice" role="alert">
      <p className="grow">
        This page does not understand{" "}
        {dropped.map((part, index) => (
          <span key={part}>
            {index > 0 && ", "}
            <code className="mono break-all">
              {part.length > MAX_CHARS ? `${part.slice(0, MAX_CHARS)}…` : part}
            </code>
          </span>
        ))}{" "}
        in the address. It was left out.
      </p>
      <button type="button" className="btn ghost sm sq" aria-label="Dismiss" onClick={() => setDropped([])}>
        <Icon name="x" size={14} />
      </button>
    </div>
  );
}
