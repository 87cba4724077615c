/** Who asks this process, and what it allows. */

import type { AccessPolicy } from "@stageline/engine";
import { openEngine } from "../engine";
import { type Principal, principalOf } from "./principal";
import { settingsOfProcess } from "./settings-of-process";

export const whoAsks = (headers: Headers): Promise<Principal | null> =>
  principalOf(headers, settingsOfProcess(), async () => (await openEngine()).access);

export async function currentPolicy(): Promise<AccessPolicy> {
  const policy = await (await openEngine()).access.policy();
  return { ...policy, isReadOnly: policy.isReadOnly || settingsOfProcess().isReadOnly };
}
