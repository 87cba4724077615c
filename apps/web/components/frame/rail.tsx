"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Icon } from "@/ui/icon";
import { Logo } from "@/ui/logo";
import { Keycaps } from "@/ui/shortcuts";
import { DeadCount } from "./dead-count";
import { Me, type MeView } from "./me";
import { useOverlay } from "./overlay";
import { PAGES } from "./pages";
import { toggleRail } from "./toggle-rail";

/** The left edge of every page: the logo and the pages; the open one is a stop on the line. */
export function Rail({ me }: { me: MeView }) {
  const pathname = usePathname();
  const { open } = useOverlay();
  return (
    <aside className="rail">
      <Link className="brand" href="/runs" aria-label="Stageline, all runs">
        <Logo />
        <span className="wm">Stageline</span>
      </Link>
      <nav className="nav" aria-label="Pages">
        {PAGES.map(({ href, name, short = name, icon }) => (
          <Link
            key={href}
            href={href}
            title={name}
            aria-current={pathname.startsWith(href) ? "page" : undefined}
          >
            <Icon name={icon} />
            <span className="hide-s">{name}</span>
            <span className="only-s">{short}</span>
            {href === "/dead-letters" && <DeadCount />}
          </Link>
        ))}
      </nav>
      <div className="foot nav">
        <Me me={me} />
        <button type="button" title="Keys of this page (?)" onClick={() => open("sheet")}>
          <Icon name="keys" />
          <span>Shortcuts</span>
          <Keycaps keys="?" />
        </button>
        <button
          type="button"
          className="rail-toggle"
          title="Narrow or widen the rail (\)"
          onClick={toggleRail}
        >
          <Icon name="rail" />
          <span>Narrow</span>
          <Keycaps keys="\" />
        </button>
      </div>
    </aside>
  );
}
