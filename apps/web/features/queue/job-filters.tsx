import { shortId } from "@/components/run-id";
import { Icon } from "@/ui/icon";

export interface JobFilters {
  readonly wf: string | null;
  readonly worker: string | null;
}

/** What the list is narrowed to; each can be taken away. */
export const FilterChips = ({
  filters: { wf, worker },
  onDrop,
}: {
  filters: JobFilters;
  onDrop: (without: Partial<JobFilters>) => void;
}) => (
  <>
    {wf !== null && <Chip word="workflow" text={wf} onDrop={() => onDrop({ wf: null })} />}
    {worker !== null && <Chip word="worker" text={shortId(worker)} onDrop={() => onDrop({ worker: null })} />}
  </>
);

const Chip = ({ word, text, onDrop }: { word: string; text: string; onDrop: () => void }) => (
  <span className="chip acc">
    <span className="k">{word}</span> {text}
    <button type="button" className="x" aria-label={`Any ${word}`} onClick={onDrop}>
      <Icon name="x" size={14} />
    </button>
  </span>
);
