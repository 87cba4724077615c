import type { ReactNode } from "react";

/** A box that scrolls by itself; it can be reached and scrolled by keyboard. */
export const Scrollable = ({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: so that arrow keys scroll it
  <section className={className} aria-label={label} tabIndex={0}>
    {children}
  </section>
);
