import type { Suggestion, Suggestions } from "./suggestions";

/** What the search may go on with; the field keeps the focus. */
export function SuggestionList({
  id,
  suggestions: { shown, more },
  active,
  onTake,
}: {
  id: string;
  suggestions: Suggestions;
  /** Which one Enter takes; -1: none. */
  active: number;
  onTake: (suggestion: Suggestion) => void;
}) {
  return (
    <div className="pop suggestions" hidden={shown.length === 0}>
      <div id={id} role="listbox" aria-label="Suggestions">
        {shown.map((suggestion, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field takes it
          <div
            key={suggestion.token}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="suggestion"
            // Before the field would lose the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(suggestion)}
          >
            <span className="mono">{suggestion.token}</span>
            <span className="t3 truncate">{suggestion.about}</span>
          </div>
        ))}
      </div>
      {more > 0 && <p className="s12 t3 px-2.5 py-1">{more} more: type on</p>}
    </div>
  );
}
