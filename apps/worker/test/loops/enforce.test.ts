import { createKernel } from "@stageline/engine";
import pino from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../../../../packages/engine/test/stores.js";
import { type Enforcer, startEnforcing } from "../../src/loops/enforce.js";
import { NO_SIGNS } from "../../src/observability/signs.js";

const AN_HOUR_MS = 3_600_000;
const SOON = { timeout: 10_000 };

describe.each(["sqlite", "postgresql"] as const)("holding work on %s", (kind) => {
  let opened: TestStore;
  let enforcing: Enforcer;
  afterEach(async () => {
    await enforcing.stop();
    await opened.discard();
  });

  test("begins at once when somebody pauses a workflow, and once for what comes together", async () => {
    opened = await openTestStore(kind);
    const { store } = opened;
    let passes = 0;
    enforcing = startEnforcing({
      kernel: createKernel({ store }),
      everyMs: AN_HOUR_MS,
      signs: {
        ...NO_SIGNS,
        swept() {
          passes += 1;
        },
      },
      log: pino({ level: "silent" }),
      onError: (error) => expect.unreachable(String(error)),
    });
    await store.wakeUps.listen((work) => work === "limits" && enforcing.expect());
    await expect.poll(() => passes, SOON).toBe(1);

    const by = createKernel({ store });
    for (const targetId of ["a", "b", "c"])
      await by.dispatch("pause.set", { targetKind: "workflow", targetId, reason: "the registry is down" });
    await expect.poll(() => passes, SOON).toBe(2);
    await by.dispatch("pause.clear", { targetKind: "workflow", targetId: "a" });

    await expect.poll(() => passes, SOON).toBe(3);
  });
});
