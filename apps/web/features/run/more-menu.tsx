"use client";

import { Menu } from "@base-ui/react/menu";
import type { RunView } from "@stageline/engine/read";
import { useTRPCClient } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Icon } from "@/ui/icon";

/** What else can be done with a run. */
export function MoreMenu({ run, onCompare }: { run: RunView; onCompare: () => void }) {
  const client = useTRPCClient();
  const whyNoCompare = run.attempt === 0 ? "The run has one attempt only" : undefined;
  const download = async () => {
    tell("Gathering the bundle");
    try {
      const text = await client.run.bundle.query({ runId: run.id });
      if (text !== null) save(text, `run-${run.id}.json`);
    } catch {
      tell("The bundle could not be read");
    }
  };
  return (
    <Menu.Root>
      <Menu.Trigger className="btn sq" aria-label="More" title="More: compare attempts, download">
        <Icon name="more" size={14} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="menu-place">
          <Menu.Popup className="menu">
            <Menu.Item
              className="menu-item"
              disabled={whyNoCompare !== undefined}
              title={whyNoCompare}
              onClick={onCompare}
            >
              Compare attempts
              {whyNoCompare && <small>{whyNoCompare}</small>}
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => void download()}>
              Download bundle
              <small>What is known about the run as JSON, without secrets</small>
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
