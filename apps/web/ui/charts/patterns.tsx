/** What fills areas besides colour: a gap, a bucket that is not over, and series told apart without colours. */

export const PATTERNS = 4;

/** Thin lines in the ground's colour over the series' own: plain, slanted, dots, upright. Series beyond start over. */
const MARKS = [
  null,
  <path key="slanted" d="M-1 7 7 -1M3 11 11 3" strokeWidth="1.2" />,
  <path key="dots" d="M2 2h.01M6 6h.01" strokeWidth="2" strokeLinecap="round" />,
  <path key="upright" d="M2 0v8M6 0v8" strokeWidth="1.2" />,
] as const;

export const patternId = (id: string, index: number): string => `${id}p${index % PATTERNS}`;

export const PatternDefs = ({ id }: { id: string }) => (
  <defs>
    <pattern id={`${id}gap`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path d="M0 0v7" className="chart-hatch" />
    </pattern>
    <pattern id={`${id}part`} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" fill="#000" />
      <circle cx="2" cy="2" r="1.15" fill="#fff" />
    </pattern>
    <mask id={`${id}dotted`} maskUnits="userSpaceOnUse" x="-10" y="-10" width="10000" height="10000">
      <rect x="-10" y="-10" width="10000" height="10000" fill={`url(#${id}part)`} />
    </mask>
    {MARKS.map((mark, index) => (
      <pattern
        // biome-ignore lint/suspicious/noArrayIndexKey: a pattern is its place
        key={index}
        id={patternId(id, index)}
        width="8"
        height="8"
        patternUnits="userSpaceOnUse"
      >
        <g className="chart-mark">{mark}</g>
      </pattern>
    ))}
  </defs>
);
