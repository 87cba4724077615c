/**
 * Gives dead events another chance, as if they had never failed.
 *
 * A replayed event is published late: its run's later events may have gone before it. Its sequence says where it
 * belongs.
 */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { type DeadEventReport, deadEventSelection, reportOn, toFilter } from "../outbox/dead-events.js";

export const dlqReplay = defineCommand({
  type: "dlq.replay",
  input: z.object({ select: deadEventSelection }),
  async handle({ store, acted }, { select }): Promise<DeadEventReport<"replayed">> {
    const replayed = await store.persistence.replayDeadEvents(toFilter(select));
    for (const id of replayed) acted({ targetKind: "event", targetId: id });
    return reportOn(select, replayed, "replayed");
  },
});
