/** Topics as dotted paths in SQL. */

import { raw, type Sql, sql } from "../sql.js";

/** Whether a topic is this one or below it. Compares characters: a topic may have % and _ in it. */
export const isWithinTopic = (column: Sql, topic: string): Sql =>
  sql`(${column} = ${topic} or substr(${column}, 1, length(cast(${topic} as text)) + 1) = ${`${topic}.`})`;

const STAGE_TOPIC =
  raw(`('workflow.' || coalesce(c.workflow_id, '') || '.run.' || coalesce(c.workflow_run_id, '')
  || '.stage.' || coalesce(c.stage_id, ''))`);

/** What of the topic of `ai_calls c` lies below its stage, as `topicBelow` has it. */
export const TOPIC_BELOW = sql`(case
  when c.topic = ${STAGE_TOPIC} then ''
  when substr(c.topic, 1, length(${STAGE_TOPIC}) + 1) = ${STAGE_TOPIC} || '.'
    then substr(c.topic, length(${STAGE_TOPIC}) + 2)
  else c.topic end)`;
