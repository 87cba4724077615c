import type { Token } from "./tokens";

/** One token of the search; one that says nothing to the page tells why. */
export function TokenChip({
  token,
  error,
  onRemove,
}: {
  token: Token;
  error: string | undefined;
  onRemove: () => void;
}) {
  const value = token.raw.slice(token.raw.indexOf(":") + 1);
  return (
    <span
      className={`chip ${error ? "crit" : token.isNot ? "not" : ""}`}
      title={error ?? token.raw}
      data-invalid={error ? "" : undefined}
    >
      <span className="k">
        {token.isNot && "not "}
        {token.name}
      </span>
      <span className="search-value">{value}</span>
      {error && <span className="sr">: {error}</span>}
      <button type="button" className="x" aria-label={`Remove ${token.raw}`} onClick={onRemove}>
        ×
      </button>
    </span>
  );
}
