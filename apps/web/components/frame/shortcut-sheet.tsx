"use client";

import { Dialog } from "@/ui/dialog";
import { GROUPS, Keycaps, SHORTCUTS, type ShortcutBinding, useBound } from "@/ui/shortcuts";

/** The keys that do something on the page beneath, as it is now. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const bound = new Map(
    useBound()
      .filter((binding): binding is ShortcutBinding => "shortcut" in binding)
      .map((binding) => [binding.shortcut, binding]),
  );
  const rows = [...bound.values()];
  return (
    <Dialog
      title="Keys of this page"
      onClose={onClose}
      isWide={rows.length > 14}
      footer={
        <span className="t2 s12">Letters are left alone while you type. Turn them off under Appearance.</span>
      }
    >
      <div className="sheet">
        {GROUPS.map((group) => {
          const ofGroup = Object.entries(SHORTCUTS).flatMap(([name, declared]) => {
            const binding = rows.find(({ shortcut }) => shortcut === name);
            return declared.group === group && binding ? [{ ...declared, ...withName(binding) }] : [];
          });
          if (ofGroup.length === 0) return null;
          return (
            <section key={group} aria-label={group}>
              <h3 className="label">{group}</h3>
              <dl>
                {ofGroup.map(({ name, keys }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>
                      {keys.map((key) => (
                        <Keycaps key={key} keys={key} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}

const withName = ({ name }: ShortcutBinding) => (name === undefined ? {} : { name });
