"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon } from "@/ui/icon";
import { useDebounced } from "@/ui/use-debounced";
import { draftOf, searchOf, withChips } from "./draft";
import { parseSearch } from "./search";
import { SuggestionList } from "./suggestion-list";
import { lastToken, type Suggestion, suggestionsFor, type Words } from "./suggestions";
import { TokenChip } from "./token-chip";

const TYPING_MS = 250;

/** Chips of what is asked, and a field to ask for more. Free text is passed on when typing pauses. */
export function SearchBar({
  search,
  onSearch,
  words,
  onOpen,
  children,
}: {
  search: string;
  /** @param isTyping text that will go on changing: no step of its own in the history */
  onSearch: (search: string, isTyping: boolean) => void;
  words: Words;
  /** Suggestions are wanted for the first time. */
  onOpen: () => void;
  /** Chips of filters that are not part of the search. */
  children?: ReactNode;
}) {
  const { chips, typed: asked } = draftOf(search);
  const [typed, setTyped] = useState(asked);
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const settled = useDebounced(typed, TYPING_MS);
  // The address may change without typing: Back, or a removed chip.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the address counts
  useEffect(() => {
    if (asked !== settled.trim()) setTyped(asked);
  }, [asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    // A token that is being typed asks for nothing yet.
    if (settled === typed && draftOf(settled).chips.length === 0 && settled.trim() !== asked) {
      onSearch(searchOf({ chips, typed: settled }), true);
    }
  }, [settled]);

  const suggestions = isOpen ? suggestionsFor(typed, words) : { shown: [], more: 0 };
  const settle = (text: string, isOver: boolean) => {
    const draft = withChips({ chips, typed: text }, isOver);
    setTyped(draft.typed);
    setActive(-1);
    const hasMoreChips = draft.chips.length > chips.length;
    const isFree = isOver && draftOf(draft.typed).chips.length === 0;
    if (hasMoreChips || isFree) {
      const next = searchOf({
        chips: draft.chips,
        typed: isFree || hasMoreChips ? free(draft.typed) : asked,
      });
      if (next !== search) onSearch(next, false);
    }
  };
  const take = ({ token, isWhole }: Suggestion) => {
    const before = typed.slice(0, typed.length - lastToken(typed).length);
    settle(`${before}${token}${isWhole ? " " : ""}`, isWhole);
    // What was found must not lie under what could be asked next.
    if (isWhole) setIsOpen(false);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { shown } = suggestions;
    const chosen = shown[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) setIsOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(
        shown.length === 0 ? -1 : (Math.max(active, step > 0 ? -1 : 0) + step + shown.length) % shown.length,
      );
    } else if (event.key === "Enter") {
      if (chosen) take(chosen);
      else {
        settle(typed, true);
        setIsOpen(false);
      }
    } else if (event.key === "Escape" && isOpen && shown.length > 0) {
      setIsOpen(false);
      setActive(-1);
    } else if (event.key === "Backspace" && typed === "" && chips.length > 0) {
      // The last chip is text again, to be changed or taken away.
      setTyped(chips.at(-1) ?? "");
      onSearch(chips.slice(0, -1).join(" "), false);
    } else {
      return;
    }
    event.preventDefault();
  };
  const understood = parseSearch(search).tokens;
  const hasList = suggestions.shown.length > 0;

  return (
    <div className="search">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the field is meant for it */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field itself is reached by keyboard */}
      <div className="input search-bar" onClick={() => input.current?.focus()}>
        <span className="t3">
          <Icon name="search" size={14} />
        </span>
        {children}
        {understood
          .filter(({ token }) => token.name !== null)
          .map(({ token, error }) => (
            <TokenChip
              key={token.raw}
              token={token}
              error={error}
              onRemove={() =>
                onSearch(searchOf({ chips: chips.filter((chip) => chip !== token.raw), typed: asked }), false)
              }
            />
          ))}
        <input
          ref={input}
          type="search"
          role="combobox"
          aria-label="Search runs"
          aria-expanded={hasList}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 && hasList ? `${listId}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={typed}
          placeholder={
            chips.length === 0 ? 'Run id or workflow; status:failed cost:>0.50 error:"429"' : "and…"
          }
          onChange={(event) => {
            setIsOpen(true);
            settle(event.target.value, false);
          }}
          onKeyDown={onKeyDown}
          onFocus={() => {
            onOpen();
            setIsOpen(true);
          }}
          onBlur={() => {
            setIsOpen(false);
            settle(typed, true);
          }}
        />
      </div>
      <SuggestionList id={listId} suggestions={suggestions} active={active} onTake={take} />
    </div>
  );
}

/** Without tokens that are still being typed. */
const free = (typed: string): string => draftOf(typed).typed;
