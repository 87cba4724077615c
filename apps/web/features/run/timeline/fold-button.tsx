import clsx from "clsx";
import { Icon } from "@/ui/icon";

/** Unfolds what is beneath a line; keeps its room where there is nothing. */
export const FoldButton = ({
  isOpen,
  of,
  onToggle,
}: {
  /** Null when there is nothing beneath. */
  isOpen: boolean | null;
  /** What is unfolded: "Assess". */
  of: string;
  onToggle: () => void;
}) =>
  isOpen === null ? (
    <span className="tw" />
  ) : (
    <button
      type="button"
      className={clsx("tw", isOpen && "open")}
      aria-expanded={isOpen}
      aria-label={`What is beneath ${of}`}
      title={isOpen ? "Fold" : "Unfold"}
      onClick={onToggle}
    >
      <Icon name="right" size={14} />
    </button>
  );
