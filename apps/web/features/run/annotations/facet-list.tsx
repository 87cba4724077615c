import clsx from "clsx";
import { type ReactNode, useState } from "react";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import type { Choice, Choices } from "./choices";

const SHOWN = 12;

/** The values of one property with how often each occurs. One can be chosen; chosen again it is dropped. */
export function FacetList({
  title,
  choices,
  isCapped,
  render,
  onChoose,
}: {
  title: string;
  choices: readonly Choice[];
  /** Counts are at least as much. */
  isCapped: boolean;
  render: (choice: Choice) => ReactNode;
  onChoose: (sets: Partial<Choices>) => void;
}) {
  const [isWhole, setIsWhole] = useState(false);
  if (choices.length === 0) return null;
  const shown = isWhole ? choices : choices.filter(({ isOn }, index) => isOn || index < SHOWN);
  return (
    <fieldset className="facet">
      <legend className="label">{title}</legend>
      {shown.map((choice) => (
        <button
          key={choice.id}
          type="button"
          className={clsx("fc", choice.isOn && "on")}
          aria-pressed={choice.isOn}
          style={{ paddingInlineStart: choice.depth * 16 }}
          onClick={() => onChoose(choice.sets)}
        >
          <span className={clsx("check", choice.isOn && "on")} aria-hidden="true">
            {choice.isOn && <Icon name="check" size={14} />}
          </span>
          <span className="trunc">{render(choice)}</span>
          <span className="n">
            {formatCount(choice.count)}
            {isCapped && "+"}
          </span>
        </button>
      ))}
      {shown.length < choices.length && (
        <button type="button" className="link s12" onClick={() => setIsWhole(true)}>
          {formatCount(choices.length - shown.length)} more
        </button>
      )}
    </fieldset>
  );
}
