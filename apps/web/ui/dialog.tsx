"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { Icon } from "./icon";
import { ShortcutLayer } from "./shortcuts";

/** A modal window: focus stays inside, Escape closes, focus returns to where it came from. */
export function Dialog({
  title,
  subtitle,
  isWide = false,
  onClose,
  children,
  footer,
}: {
  title: ReactNode;
  subtitle?: ReactNode;
  isWide?: boolean;
  onClose: () => void;
  children: ReactNode;
  footer: ReactNode;
}) {
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Viewport className="dlg-view">
          <Base.Popup className={isWide ? "dlg wide" : "dlg"}>
            <header className="dlg-h">
              <Base.Title className="text-15 font-semibold">{title}</Base.Title>
              {subtitle && <span className="t2 min-w-0 truncate">{subtitle}</span>}
              <span className="grow" />
              <Base.Close className="btn ghost sq" aria-label="Close" title="Close (Esc)">
                <Icon name="x" size={14} />
              </Base.Close>
            </header>
            <ShortcutLayer>
              <div className="dlg-b">{children}</div>
              <footer className="dlg-f">{footer}</footer>
            </ShortcutLayer>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
