"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { AppearanceButton } from "@/ui/appearance/appearance-button";
import type { Readers } from "./address";
import { DatabaseName } from "./database";
import { FindButton } from "./find-button";
import { HeaderClock } from "./header-clock";
import { LiveDot } from "./live-dot";
import { UnknownParts } from "./unknown-parts";

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
  params,
  children,
}: {
  crumbs: readonly Crumb[];
  /** Needs the room: the rail shows pictures only. */
  isWide?: boolean;
  /** What the address may say; what else it says is left out with a notice. Default: anything. */
  params?: Readers | undefined;
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
        <FindButton />
        <DatabaseName />
        <span className="vr hide-m" />
        <HeaderClock />
        <LiveDot />
        <AppearanceButton />
      </header>
      <main id="main" className="flex min-h-0 flex-1 flex-col">
        {params && <UnknownParts parsers={params} />}
        {children}
      </main>
    </div>
  );
}
