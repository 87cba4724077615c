/** What a search of runs can name. */

import { MAX_WORDS, type RunWords } from "../../../read/run-words.js";
import type { Moment } from "../database.js";
import { compareText } from "../order.js";

export const runWords = ({ tables }: Moment): RunWords => ({
  workflowIds: sorted([...tables.runs.all()].map(({ workflowId }) => workflowId)),
  stageIds: sorted([...tables.stages.all()].map(({ stageId }) => stageId)),
  annotationKeys: sorted([...tables.annotations.all()].map(({ key }) => key)),
  actorIds: sorted([...tables.annotations.all()].flatMap(({ actorId }) => actorId ?? [])),
});

const sorted = (words: readonly string[]): string[] =>
  [...new Set(words)].sort(compareText).slice(0, MAX_WORDS);
