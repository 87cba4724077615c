import { parseSearch } from "./search";

/** What of the search is left out, and why. */
export function SearchErrors({ search }: { search: string }) {
  const wrong = parseSearch(search).tokens.filter(({ error }) => error !== undefined);
  if (wrong.length === 0) return null;
  return (
    <ul className="search-errors" role="alert">
      {wrong.map(({ token, error }) => (
        <li key={token.raw}>
          <code className="mono">{token.raw}</code> is left out: {error}.
        </li>
      ))}
    </ul>
  );
}
