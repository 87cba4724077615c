/** A finished stage's output is that of the delivery that committed: the stages of chaos say which delivery they are. */

/** Runs looked at; each takes two queries. */
const SAMPLE = 500;

/**
 * @param {import("@stageline/engine/store").Store} store
 * @param {readonly import("@stageline/engine/testing").Acknowledgement[]} acknowledged
 * @returns {Promise<import("@stageline/engine/testing").Violation[]>}
 */
export async function foreignOutputs(store, acknowledged) {
  const violations = [];
  const step = Math.max(1, Math.floor(acknowledged.length / SAMPLE));
  for (const { runId } of acknowledged.filter((_, index) => index % step === 0)) {
    const committed = new Map(
      (await store.read.stages.listByRun(runId)).map((row) => [row.id, row.deliveries]),
    );
    for (const { id, stageId, status, outputData } of await store.persistence.getStagesByRun(runId)) {
      const said = /** @type {{delivery?: number} | null} */ (outputData)?.delivery;
      if (status !== "COMPLETED" || said === committed.get(id)) continue;
      violations.push({
        invariant: 3,
        says: `Stage ${stageId} of run ${runId} was committed by delivery ${committed.get(id)} with the output of delivery ${said}`,
      });
    }
  }
  return violations;
}
