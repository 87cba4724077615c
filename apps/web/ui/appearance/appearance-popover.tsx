"use client";

import { Popover } from "@base-ui/react/popover";
import type { RefObject } from "react";
import { ShortcutLayer } from "../shortcuts";
import { Choice } from "./choice";
import { ZoneChoice } from "./zone-choice";

/** Everything the viewer can choose about looks, at once and without saving. */
export function AppearancePopover({
  anchor,
  onClose,
}: {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  return (
    <Popover.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={anchor}
          side="bottom"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          className="z-20"
        >
          <Popover.Popup className="pop appearance" finalFocus={anchor}>
            <ShortcutLayer>
              <Popover.Title className="semi">Appearance</Popover.Title>
              <Choice name="theme" label="Theme" words={{ system: "System", light: "Light", dark: "Dark" }} />
              <Choice name="density" label="Rows" words={{ comfortable: "Comfortable", dense: "Dense" }} />
              <Choice name="rail" label="Rail" words={{ auto: "Auto", open: "Wide", narrow: "Narrow" }} />
              <hr />
              <ZoneChoice />
              <Choice name="clock" label="Clock" words={{ "24 h": "24 hours", "12 h": "12 hours" }} />
              <Choice
                name="time"
                label="Times in lists"
                words={{ relative: "How long ago", absolute: "When" }}
              />
              <hr />
              <Choice name="patterns" label="Patterns on bars" words={{ on: "On", off: "Off" }} />
              <Choice name="motion" label="Motion" words={{ system: "As the system", reduced: "Still" }} />
              <Choice name="letters" label="Keys of one letter" words={{ on: "On", off: "Off" }} />
            </ShortcutLayer>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
