/** What of an input does not fit its schema, and where. */
export const IssueList = ({
  what,
  issues,
}: {
  what: string;
  issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
}) => (
  <div className="note crit" role="alert">
    <p className="med">The {what} does not fit its schema</p>
    <ul className="mt-1 grid gap-1">
      {issues.map(({ path, message }) => (
        <li key={`${path.join(".")}${message}`}>
          {path.length > 0 && <span className="mono med">{path.join(".")}: </span>}
          {message}
        </li>
      ))}
    </ul>
  </div>
);
