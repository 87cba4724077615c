/** What a search can name: the ids and keys that occur, for suggestions. */

/** Names of a kind that are told at most. */
export const MAX_WORDS = 500;

export interface RunWords {
  readonly workflowIds: readonly string[];
  readonly stageIds: readonly string[];
  readonly annotationKeys: readonly string[];
  readonly actorIds: readonly string[];
}
