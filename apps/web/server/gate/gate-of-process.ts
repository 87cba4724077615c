/** The gate of this process. */

import { settingsOfProcess } from "../access/settings-of-process";
import { currentPolicy, whoAsks } from "../access/who-asks";
import { type Admission, type Asked, createGate } from "./gate";

/** One for all bundles, as limits are counted in it. */
const shared = globalThis as typeof globalThis & {
  stagelineGate?: (asked: Asked) => Promise<Admission>;
};

export function admit(asked: Asked): Promise<Admission> {
  shared.stagelineGate ??= createGate({
    settings: settingsOfProcess(),
    principal: whoAsks,
    policy: currentPolicy,
  });
  return shared.stagelineGate(asked);
}
