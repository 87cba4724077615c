"use client";

import { Menu } from "@base-ui/react/menu";
import type { FailureKind, FailureMarkState } from "@stageline/engine/read";
import { Icon } from "@/ui/icon";
import type { ShownGroup } from "./group-key";

/** What somebody is about to say of a group; `OPEN` takes back what was said. */
export interface Marking {
  readonly group: ShownGroup;
  readonly state: FailureMarkState | "OPEN";
}

/** What can be said of failures that are alike, and what can be done to them that is not done every day. */
export function GroupMenu({
  kind,
  group,
  named,
  onMark,
}: {
  kind: FailureKind;
  group: ShownGroup;
  named: string;
  onMark: (marking: Marking | { readonly discard: ShownGroup }) => void;
}) {
  const { mark } = group;
  return (
    <Menu.Root>
      <Menu.Trigger className="btn ghost sm sq" aria-label={`More for ${named}`} title="More">
        <Icon name="more" size={14} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="menu-place">
          <Menu.Popup className="menu">
            <Menu.Item className="menu-item" onClick={() => onMark({ group, state: "RESOLVED" })}>
              Resolve…
              <small>Hidden until it happens again</small>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => onMark({ group, state: "IGNORED" })}>
              Ignore…
              <small>Hidden, whatever happens</small>
            </Menu.Item>
            {mark && (
              <Menu.Item className="menu-item" onClick={() => onMark({ group, state: "OPEN" })}>
                Take that back…
                <small>
                  {mark.state === "IGNORED" ? "Ignored" : "Resolved"} by {mark.actorId}: {mark.reason}
                </small>
              </Menu.Item>
            )}
            {kind === "event" && (
              <Menu.Item className="menu-item" onClick={() => onMark({ discard: group })}>
                Discard…
                <small>Never sent; cannot be undone</small>
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
