/** What a search of runs can name. */

import { MAX_WORDS, type RunWords } from "../../../read/run-words.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";
import { distinct, steps } from "./distinct.js";

/** Steps through the indexes of runs by workflow, stages by id, annotations by key and actor. */
export async function runWords(db: Db): Promise<RunWords> {
  const [workflowIds, stageIds, annotationKeys, actorIds] = await Promise.all([
    distinct(db, "workflow_runs", "workflow_id"),
    distinct(db, "workflow_stages", "stage_id"),
    distinct(db, "workflow_annotations", "key"),
    actors(db),
  ]);
  return { workflowIds, stageIds, annotationKeys, actorIds };
}

/** Actors are indexed by kind first: kinds are few, and within each the ids are stepped through. */
async function actors(db: Db): Promise<string[]> {
  const ids = new Set<string>();
  for (const kind of await distinct(db, "workflow_annotations", "actor_kind")) {
    const within = sql`actor_kind = ${kind}`;
    for (const id of await steps(db, { table: "workflow_annotations", column: "actor_id", within }))
      ids.add(id);
  }
  return [...ids].sort().slice(0, MAX_WORDS);
}
