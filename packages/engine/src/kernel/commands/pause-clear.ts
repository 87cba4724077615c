/** Ends a pause: what only it held goes on at once. */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { applyChangedLimits } from "../holds/enforce-holds.js";
import { pauseTarget } from "./pause-set.js";

export const pauseClear = defineCommand({
  type: "pause.clear",
  input: z.object(pauseTarget),
  async handle(context, target): Promise<{ cleared: boolean }> {
    const cleared = await context.store.persistence.clearPause(target);
    if (cleared) context.acted(target);
    await applyChangedLimits(context);
    return { cleared };
  },
});
