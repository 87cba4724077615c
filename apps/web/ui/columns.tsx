/** The columns of a table: widths in pixels; null shares what is left. */
export const Columns = ({ widths }: { widths: readonly (number | null)[] }) => (
  <colgroup>
    {widths.map((width, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
      <col key={index} style={width === null ? undefined : { width }} />
    ))}
  </colgroup>
);
