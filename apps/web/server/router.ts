/** Every procedure of the dashboard, by page. */

import { annotationsRouter } from "@/features/annotations/router";
import { bulkRouter } from "@/features/bulk/router";
import { costRouter } from "@/features/cost/router";
import { deadLettersRouter } from "@/features/dead-letters/router";
import { findRouter } from "@/features/find/router";
import { newRunRouter } from "@/features/new-run/router";
import { queueRouter } from "@/features/queue/router";
import { runRouter } from "@/features/run/router";
import { runsRouter } from "@/features/runs/router";
import { settingsRouter } from "@/features/settings/router";
import { router } from "./trpc";

export const appRouter = router({
  runs: runsRouter,
  run: runRouter,
  newRun: newRunRouter,
  find: findRouter,
  annotations: annotationsRouter,
  bulk: bulkRouter,
  cost: costRouter,
  settings: settingsRouter,
  queue: queueRouter,
  deadLetters: deadLettersRouter,
});

export type AppRouter = typeof appRouter;
