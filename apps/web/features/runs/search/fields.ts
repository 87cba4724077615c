/** What can be asked for by name in the search bar; suggestions and messages are made from it. */

export interface Field {
  readonly name: FieldName;
  readonly aliases: readonly string[];
  /** What it looks at, in words. */
  readonly about: string;
  readonly example: string;
  /** Values worth suggesting that do not depend on data. */
  readonly values: readonly string[];
}

export const FIELD_NAMES = [
  "status",
  "wf",
  "stage",
  "error",
  "ann",
  "actor",
  "cost",
  "dur",
  "tokens",
  "attempt",
  "since",
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

const field = (
  name: FieldName,
  about: string,
  example: string,
  values: readonly string[] = [],
  aliases: readonly string[] = [],
): Field => ({ name, about, example, values, aliases });

export const FIELDS: readonly Field[] = [
  field("status", "how it stands", "status:failed", [
    "running",
    "suspended",
    "failed",
    "completed",
    "cancelled",
    "pending",
  ]),
  field("wf", "workflow", "wf:invoice*", [], ["workflow"]),
  field("stage", "a stage it reached, and how that stands", "stage:extract=failed"),
  field("error", "words of its error", 'error:"429"'),
  field("ann", "an annotation's key and value", "ann:Decision.outcome=rejected", [], ["annotation"]),
  field("actor", "who annotated it", "actor:reviewer-bot"),
  field("cost", "US dollars", "cost:>0.50", [">0.10", ">1", ">10"]),
  field("dur", "duration", "dur:>10m", [">1m", ">10m", ">1h"], ["duration"]),
  field("tokens", "tokens of its model calls", "tokens:>100k", [">10k", ">100k", ">1M"]),
  field("attempt", "attempt, from 1", "attempt:>1", [">1", ">2"]),
  field("since", "created since", "since:24h", ["1h", "24h", "7d", "30d"]),
];
