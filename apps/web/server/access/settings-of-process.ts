/** The settings of this process, decided when it starts. */

import { type SignInSettings, signInSettings } from "./sign-in-settings";

/** Pages, routes and the gate are bundled apart and share only this. */
const shared = globalThis as typeof globalThis & { stagelineSignIn?: SignInSettings };

/** @throws {UnsafeSignInError} */
export function settingsOfProcess(): SignInSettings {
  shared.stagelineSignIn ??= signInSettings(process.env, boundHost(process.argv, process.env));
  return shared.stagelineSignIn;
}

/** The host given to `next start -H`, or by who started it. Next listens on every address when nobody gave one. */
export function boundHost(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const at = args.findIndex((arg) => arg === "-H" || arg === "--hostname");
  if (at !== -1) return args[at + 1];
  const joined = args.find((arg) => arg.startsWith("--hostname="));
  return joined?.slice("--hostname=".length) ?? env.STAGELINE_BOUND_TO;
}
