/** Stages on a line: one, two side by side, and the open one the line leads to. */
export const Logo = () => (
  <svg className="logo" viewBox="0 0 24 24" aria-hidden="true">
    <g fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
      <path d="M3.5 12H6c3 0 2.5-5.5 6-5.5s3 5.5 6 5.5" />
      <path d="M6 12c3 0 2.5 5.5 6 5.5s3-5.5 6-5.5" />
    </g>
    <circle cx="3.6" cy="12" r="2.9" fill="currentColor" />
    <circle cx="12" cy="6.5" r="2.3" fill="currentColor" />
    <circle cx="12" cy="17.5" r="2.3" fill="currentColor" />
    <circle cx="20" cy="12" r="2.6" fill="var(--bg-sunken)" stroke="var(--accent)" strokeWidth="2.2" />
  </svg>
);
