/** What must hold before the first request is answered. */

import { markPeers } from "./peer";
import { settingsOfProcess } from "./settings-of-process";
import { UnsafeSignInError } from "./sign-in-settings";

/** Ends the process when it would let in whom it should not. */
export function startGuarded(): void {
  markPeers();
  try {
    settingsOfProcess();
  } catch (error) {
    if (!(error instanceof UnsafeSignInError)) throw error;
    console.error(`✗ The dashboard does not start. ${error.message}`);
    process.exit(1);
  }
}
