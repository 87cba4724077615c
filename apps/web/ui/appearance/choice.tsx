"use client";

import { useId } from "react";
import type { Appearance, CHOICES } from "./appearance";
import { choose, useAppearance } from "./store";

type Name = keyof typeof CHOICES;

/** One line of the appearance: a name and what can be chosen, side by side. */
export function Choice<Of extends Name>({
  name,
  label,
  words,
}: {
  name: Of;
  label: string;
  /** What each choice is called, in the order shown. */
  words: Readonly<Record<Appearance[Of], string>>;
}) {
  const group = useId();
  const chosen = useAppearance()[name];
  return (
    <fieldset className="choice" data-choice={name}>
      <legend>{label}</legend>
      <div className="seg sm">
        {(Object.entries(words) as [Appearance[Of], string][]).map(([value, word]) => (
          <label key={value} className={value === chosen ? "on" : undefined}>
            <input
              className="sr"
              type="radio"
              name={group}
              value={value}
              checked={value === chosen}
              onChange={() => choose({ [name]: value })}
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
