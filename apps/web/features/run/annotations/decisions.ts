/** A decision is stated as several annotations: its outcome, how sure, and why. They are read as one. */

import type { AnnotationView } from "@stageline/engine/read";

export interface Decision {
  readonly kind: "decision";
  readonly id: string;
  /** Of what was stated first: time, actor, scope, attempt are those of all. */
  readonly head: AnnotationView;
  /** The value of `Decision.outcome`; null when none was stated. */
  readonly outcome: string | null;
  /** 0 to 1; null when none was stated. */
  readonly confidence: number | null;
  readonly rationale: string | null;
  /** What else could have been decided, each with its weight where it has one. */
  readonly alternatives: readonly string[];
  /** That, and how, something else than usual decided: "" when only that. */
  readonly fallback: string | null;
  /** Further members. */
  readonly others: readonly AnnotationView[];
  /** The annotation that carries a payload, if any. */
  readonly withPayload: AnnotationView | null;
}

export type StreamItem =
  | Decision
  | { readonly kind: "fact"; readonly id: string; readonly fact: AnnotationView };

const PREFIX = "Decision.";

/** Annotations in their order, those of one decision together at the place of the first. */
export function streamOf(annotations: readonly AnnotationView[]): readonly StreamItem[] {
  const decisions = new Map<string, AnnotationView[]>();
  const items: (StreamItem | string)[] = [];
  for (const annotation of annotations) {
    if (!annotation.key.startsWith(PREFIX)) {
      items.push({ kind: "fact", id: annotation.id, fact: annotation });
      continue;
    }
    const about = aboutOf(annotation);
    const members = decisions.get(about);
    // The same key again is another decision about the same thing.
    if (members === undefined || members.some(({ key }) => key === annotation.key)) {
      const own = `${about}#${annotation.id}`;
      decisions.set(about, [annotation]);
      decisions.set(own, decisions.get(about) ?? []);
      items.push(own);
    } else members.push(annotation);
  }
  return items.map((item) => (typeof item === "string" ? decisionOf(decisions.get(item) ?? []) : item));
}

const aboutOf = (annotation: AnnotationView): string =>
  JSON.stringify([
    annotation.workflowRunId,
    annotation.stageRecordId,
    annotation.attempt,
    annotation.scope,
    annotation.scopeId,
    annotation.actorKind,
    annotation.actorId,
  ]);

function decisionOf(members: readonly AnnotationView[]): Decision {
  const [head] = members;
  if (head === undefined) throw new RangeError("A decision has at least one annotation");
  const member = (name: string) => members.find(({ key }) => key === PREFIX + name);
  const stated = statedValue(member("outcome"));
  // Some state the whole decision as one value.
  const whole = isRecord(stated) ? stated : {};
  const confidence = Number(whole.confidence ?? statedValue(member("confidence")) ?? Number.NaN);
  return {
    kind: "decision",
    id: head.id,
    head,
    outcome: isRecord(stated) ? asText(whole.outcome) : asText(stated),
    confidence: confidence >= 0 && confidence <= 1 ? confidence : null,
    rationale: asText(whole.rationale ?? statedValue(member("rationale"))),
    alternatives: alternativesIn(whole.alternatives ?? statedValue(member("alternatives"))),
    fallback: fallbackIn(whole.fallback ?? statedValue(member("fallback") ?? member("fallbackUsed"))),
    others: members.filter(({ key }) => !KNOWN.has(key)),
    withPayload: members.find(({ hasPayload }) => hasPayload) ?? null,
  };
}

const KNOWN = new Set(
  ["outcome", "confidence", "rationale", "alternatives", "fallback", "fallbackUsed"].map(
    (name) => PREFIX + name,
  ),
);

const MAX_ALTERNATIVES = 6;

/** `["a", "b"]`, `{ a: 0.1, b: 0.2 }` or `[{ outcome: "a", confidence: 0.1 }]`. */
function alternativesIn(value: unknown): readonly string[] {
  const entries = Array.isArray(value)
    ? value.map((each) => (isRecord(each) ? [each.outcome ?? each.value, each.confidence] : [each]))
    : isRecord(value)
      ? Object.entries(value)
      : [];
  return entries
    .slice(0, MAX_ALTERNATIVES)
    .map(
      ([name, weight]) =>
        `${asText(name) ?? "?"}${typeof weight === "number" ? ` ${weight.toFixed(2)}` : ""}`,
    );
}

const fallbackIn = (value: unknown): string | null => {
  if (value === undefined || value === null || value === false) return null;
  return value === true ? "" : asText(value);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const asText = (value: unknown): string | null => {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** What the value's JSON text says; a text that was cut is shown as it is, without its opening quote. */
export function statedValue(annotation: AnnotationView | undefined): unknown {
  if (annotation === undefined) return undefined;
  if (annotation.valueIsCut) return `${annotation.valuePreview.replace(/^"/, "")}…`;
  try {
    return JSON.parse(annotation.valuePreview);
  } catch {
    return annotation.valuePreview;
  }
}
