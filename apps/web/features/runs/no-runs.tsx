import Link from "next/link";
import { EmptyState } from "@/components/list-state";
import { CopyButton } from "@/ui/copy-button";

const FIRST_STEP = "npm start";

/** Before the first run: what to do. */
export const NoRuns = () => (
  <EmptyState title="No runs yet">
    <p>Start a worker, then create the first run. This page fills by itself.</p>
    <div className="well flex w-full max-w-[52ch] items-center pr-1">
      <pre className="code grow">{FIRST_STEP}</pre>
      <CopyButton text={FIRST_STEP} label="Copy command" className="btn ghost sq" />
    </div>
    <Link className="btn" href="/runs/new">
      New run
    </Link>
  </EmptyState>
);
