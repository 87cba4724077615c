"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { ThemeSwitch } from "@/ui/theme-switch";
import { DatabaseName } from "./database";
import { LiveDot } from "./live-dot";

export interface Crumb {
  readonly text: ReactNode;
  /** The last crumb, the page itself, has none. */
  readonly href?: string;
  /** Left out where there is no room. */
  readonly isOptional?: boolean;
}

/** A page's header and content. */
export function Page({
  crumbs,
  isWide = false,
  children,
}: {
  crumbs: readonly Crumb[];
  /** Needs the room: the rail shows pictures only. */
  isWide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="main" data-wide={isWide || undefined}>
      <header className="top">
        <nav className="crumb grow" aria-label="Breadcrumb">
          {crumbs.map(({ text, href, isOptional }, index) => (
            <span key={href ?? "here"} className={isOptional ? "crumb-part hide-s" : "crumb-part"}>
              {index > 0 && (
                <span className="sep" aria-hidden="true">
                  /
                </span>
              )}
              {href === undefined ? <span aria-current="page">{text}</span> : <Link href={href}>{text}</Link>}
            </span>
          ))}
        </nav>
        <DatabaseName />
        <span className="vr hide-s" />
        <LiveDot />
        <ThemeSwitch />
      </header>
      <main id="main" className="flex min-h-0 flex-1 flex-col">
        {children}
      </main>
    </div>
  );
}
