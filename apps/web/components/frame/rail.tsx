"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Icon, type IconName } from "@/ui/icon";
import { Logo } from "@/ui/logo";

/** The pages there are. A new page is a line here. */
const PAGES: readonly { href: string; name: string; icon: IconName }[] = [
  { href: "/runs", name: "Runs", icon: "runs" },
];

/** The left edge of every page: the logo and the pages; the open one is a stop on the line. */
export function Rail() {
  const pathname = usePathname();
  return (
    <aside className="rail">
      <Link className="brand" href="/runs" aria-label="Stageline, all runs">
        <Logo />
        <span className="wm">Stageline</span>
      </Link>
      <nav className="nav" aria-label="Pages">
        {PAGES.map(({ href, name, icon }) => (
          <Link
            key={href}
            href={href}
            title={name}
            aria-current={pathname.startsWith(href) ? "page" : undefined}
          >
            <Icon name={icon} />
            <span>{name}</span>
          </Link>
        ))}
      </nav>
    </aside>
  );
}
