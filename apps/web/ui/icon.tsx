/** Drawn on a 16-pixel grid with the text's own colour. */
const PATHS = {
  runs: <path d="M2.5 4h5.5M2.5 8h11M2.5 12h8" />,
  cost: <path d="M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V6" />,
  queue: (
    <>
      <rect x="2.2" y="3" width="3.4" height="10" rx="1" />
      <rect x="7" y="5.5" width="3" height="7.5" rx="1" />
      <rect x="11.4" y="8.5" width="2.6" height="4.5" rx="1" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.2 3.2" />
    </>
  ),
  dead: (
    <>
      <path d="M2.5 8h3M10.5 8h3" />
      <path d="m6.4 6.4 3.2 3.2m0-3.2L6.4 9.6" />
    </>
  ),
  sliders: (
    <>
      <path d="M2.5 5h6M12.5 5h1M2.5 11h1M7.5 11h6" />
      <circle cx="10.5" cy="5" r="2" />
      <circle cx="5.5" cy="11" r="2" />
    </>
  ),
  keys: (
    <>
      <rect x="1.8" y="3.8" width="12.4" height="8.4" rx="1.5" />
      <path d="M4.5 6.6h.01M7 6.6h.01M9.5 6.6h.01M11.8 6.6h.01M5.2 9.5h5.6" />
    </>
  ),
  rail: (
    <>
      <rect x="2.2" y="3" width="11.6" height="10" rx="1.5" />
      <path d="M6.2 3v10" />
    </>
  ),
  x: <path d="m4.2 4.2 7.6 7.6m0-7.6-7.6 7.6" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
  down: <path d="m4 6.2 4 4 4-4" />,
  wrap: (
    <path d="M2.5 4h11M2.5 8h9a2.2 2.2 0 0 1 0 4.400H8.500M10 10.500l-1.900 1.900 1.900 1.900M2.5 12.400h3" />
  ),
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  check: <path d="m3.2 8.4 3.2 3.2 6.4-7" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />,
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  left: <path d="m9.8 4-4 4 4 4" />,
  right: <path d="m6.2 4 4 4-4 4" />,
  up: <path d="M8 13V3.4M4 7.2l4-4 4 4" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  rerun: (
    <>
      <path d="M3 8a5 5 0 1 1 1.6 3.7" />
      <path d="M2.7 12.8V11h2.1" />
    </>
  ),
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
      <path d="M5.5 7V5.2a2.5 2.5 0 0 1 5 0V7" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.6 14.2 13H1.8Z" />
      <path d="M8 6.5v3M8 11.3v.01" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <circle cx="8" cy="6.7" r="1.7" />
      <path d="M4.8 12.2c.6-1.7 1.8-2.4 3.2-2.4s2.6.7 3.2 2.4" />
    </>
  ),
  agent: (
    <>
      <path d="m8 1.9 5.3 3.05v6.1L8 14.1l-5.3-3.05v-6.1Z" />
      <circle cx="8" cy="8" r="1.6" />
    </>
  ),
  rule: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="1" />
      <path d="M5.5 6.2h5M5.5 9.8h3" />
    </>
  ),
  system: (
    <>
      <circle cx="8" cy="8" r="3.4" />
      <path d="M8 2.2v2.2M8 11.6v2.2M2.2 8h2.2M11.6 8h2.2M3.9 3.9l1.5 1.5M10.6 10.6l1.5 1.5M12.1 3.9l-1.5 1.5M5.4 10.6l-1.5 1.5" />
    </>
  ),
  other: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 8h.01" strokeWidth="2.4" />
    </>
  ),
  annotations: <path d="M2.5 3h11v8h-6L4.500 13.500V11h-2ZM5.500 6h5M5.500 8.300h3" />,
  fit: <path d="M2.5 5.5v-3h3M13.5 5.5v-3h-3M2.5 10.5v3h3M13.5 10.5v3h-3" />,
  download: <path d="M8 2.5v8M4.5 7.2 8 10.7l3.5-3.5M3 13.5h10" />,
  link: (
    <path d="M6.5 9.5 9.5 6.5M7.3 4.7l1-1a2.9 2.9 0 0 1 4.1 4.1l-1 1M8.7 11.3l-1 1a2.9 2.9 0 0 1-4.1-4.1l1-1" />
  ),
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word; the word carries the meaning. */
export const Icon = ({ name, size = 16 }: { name: IconName; size?: 14 | 16 }) => (
  <svg className={size === 14 ? "i sm" : "i"} viewBox="0 0 16 16" aria-hidden="true">
    {PATHS[name]}
  </svg>
);
