"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useState } from "react";
import { Icon } from "@/ui/icon";
import { Keycaps, ShortcutLayer } from "@/ui/shortcuts";
import type { Found, FoundGroup } from "./found";
import { useFound } from "./use-found";

/** Finds a page, a run, whatever has an id, and what can be done here; chosen by keyboard. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const { groups, isAsking } = useFound(text);
  const choose = ({ run }: Found) => {
    onClose();
    // After the palette has given the focus back: what opens next takes it from there.
    setTimeout(run);
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Viewport className="palette-view">
          <Dialog.Popup className="dlg palette" aria-label="Find or do">
            <ShortcutLayer>
              <Autocomplete.Root
                open
                inline
                mode="none"
                items={groups}
                value={text}
                onValueChange={setText}
                itemToStringValue={({ label }: Found) => label}
                autoHighlight="always"
                keepHighlight
              >
                <div className="palette-input">
                  <span className="t3">
                    <Icon name="search" />
                  </span>
                  <Autocomplete.Input
                    aria-label="Find a page, run, id or command"
                    placeholder="Page, run, workflow or id; > for commands only"
                    maxLength={500}
                  />
                  <Dialog.Close className="link t3" aria-label="Esc, close">
                    <kbd>Esc</kbd>
                  </Dialog.Close>
                </div>
                <Autocomplete.Empty>
                  <p className="palette-none t2">
                    {groups.length > 0 || isAsking ? "" : "Nothing here has this name or id."}
                  </p>
                </Autocomplete.Empty>
                <Autocomplete.List className="palette-list">
                  {(group: FoundGroup) => (
                    <Autocomplete.Group key={group.value} items={group.items} className="palette-group">
                      <Autocomplete.GroupLabel className="label">{group.value}</Autocomplete.GroupLabel>
                      <Autocomplete.Collection>
                        {(found: Found) => <Entry key={found.key} found={found} onChoose={choose} />}
                      </Autocomplete.Collection>
                    </Autocomplete.Group>
                  )}
                </Autocomplete.List>
              </Autocomplete.Root>
            </ShortcutLayer>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const Entry = ({ found, onChoose }: { found: Found; onChoose: (found: Found) => void }) => (
  <Autocomplete.Item
    value={found}
    className="palette-item"
    disabled={found.offBecause !== undefined}
    title={found.offBecause}
    onClick={() => onChoose(found)}
  >
    <span className="trunc">{found.label}</span>
    {found.offBecause !== undefined && <span className="t3 s12 trunc">{found.offBecause}</span>}
    <span className="grow" />
    {found.detail !== undefined && <span className="detail">{found.detail}</span>}
    {found.keys !== undefined && <Keycaps keys={found.keys} />}
  </Autocomplete.Item>
);
