/** Every procedure of the dashboard, by page. */

import { bulkRouter } from "@/features/bulk/router";
import { findRouter } from "@/features/find/router";
import { newRunRouter } from "@/features/new-run/router";
import { runRouter } from "@/features/run/router";
import { runsRouter } from "@/features/runs/router";
import { router } from "./trpc";

export const appRouter = router({
  runs: runsRouter,
  run: runRouter,
  newRun: newRunRouter,
  find: findRouter,
  bulk: bulkRouter,
});

export type AppRouter = typeof appRouter;
