/** Who is signed in and which tokens there are, for those who decide about it. */

import type { Access } from "@stageline/engine";
import type { Principal } from "./principal";
import { settingsOfProcess } from "./settings-of-process";

export async function sessionsAndTokens(access: Access, me: Principal) {
  const { idleMs, mode } = settingsOfProcess();
  const [sessions, tokens] = await Promise.all([access.listSessions(idleMs), access.listTokens()]);
  return { mode, idleMs, tokens, sessions: sessions.map((one) => ({ ...one, isMine: one.id === me.id })) };
}
