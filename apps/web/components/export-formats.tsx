"use client";

import { Menu } from "@base-ui/react/menu";

const FORMATS = {
  csv: ["CSV", "For spreadsheets; times in the zone of this page"],
  json: ["JSON", "One document"],
  ndjson: ["NDJSON", "One JSON document a line"],
} as const;
type Format = keyof typeof FORMATS;

/** The formats of an export, open from the start: it comes in place of the button that was pressed. */
export function ExportFormats({ hrefOf }: { hrefOf: (format: Format) => string }) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className="btn sm">Export</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="menu-place">
          <Menu.Popup className="menu">
            {(Object.keys(FORMATS) as Format[]).map((format) => (
              <Menu.LinkItem key={format} className="menu-item" href={hrefOf(format)} download closeOnClick>
                {FORMATS[format][0]}
                <small>{FORMATS[format][1]}</small>
              </Menu.LinkItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
