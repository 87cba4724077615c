/** What a search of runs can name. */

import { MAX_WORDS, type RunWords } from "../../../read/run-words.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";
import { distinct } from "./distinct.js";

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
    const rows = await db.read(sql`
      with recursive step(word) as (
        select min(actor_id) from workflow_annotations where actor_kind = ${kind}
        union all
        select (select min(actor_id) from workflow_annotations where actor_kind = ${kind} and actor_id > step.word)
        from step where step.word is not null
      )
      select word from step where word is not null limit ${MAX_WORDS}`);
    for (const { word } of rows) ids.add(text(word));
  }
  return [...ids].sort().slice(0, MAX_WORDS);
}
