/** Which form fields an input's JSON Schema asks for. */

import type { StoredWorkflow } from "./workflow";

type JsonSchema = NonNullable<StoredWorkflow["inputSchema"]>;

export type FieldKind = "text" | "longText" | "number" | "boolean" | "choice" | "json";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  readonly description: string | null;
  /** Of a choice. */
  readonly choices: readonly string[];
  readonly initial: unknown;
}

/** A text that may be longer than this is written in an area, not in a line. */
const LONG_TEXT_CHARS = 1000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The fields of an object's schema; null for a schema that no form of fields can ask for. */
export function fieldsOf(schema: JsonSchema | null): readonly Field[] | null {
  if (schema === null || schema.type !== "object" || !isRecord(schema.properties)) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, property]) => {
    const given = isRecord(property) ? property : {};
    const isRequired = required.includes(name) && given.default === undefined;
    return {
      name,
      kind: kindOf(given, isRequired),
      isRequired,
      description: typeof given.description === "string" ? given.description : null,
      choices: Array.isArray(given.enum) ? given.enum.map(String) : [],
      initial: given.default,
    };
  });
}

function kindOf(property: Record<string, unknown>, isRequired: boolean): FieldKind {
  if (Array.isArray(property.enum) && property.enum.every((choice) => typeof choice === "string"))
    return "choice";
  switch (property.type) {
    case "string": {
      const mayBeLong = typeof property.maxLength === "number" && property.maxLength > LONG_TEXT_CHARS;
      return mayBeLong && isRequired ? "longText" : "text";
    }
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "json";
  }
}

/** What was typed into the fields, by name; what is empty is left out. */
export type Typed = Readonly<Record<string, string>>;

/** The fields as they are before anybody typed. */
export const untouched = (fields: readonly Field[]): Typed =>
  Object.fromEntries(
    fields.map(({ name, kind, initial }) => [
      name,
      initial === undefined
        ? ""
        : kind === "json" || typeof initial !== "string"
          ? JSON.stringify(initial)
          : initial,
    ]),
  );

/**
 * The input that the fields describe. A number or JSON that cannot be read is passed on as text, so that the server's
 * answer names it.
 */
export function inputOf(fields: readonly Field[], typed: Typed): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const text = typed[name] ?? "";
    if (text.trim() === "") continue;
    input[name] = readAs(kind, text);
  }
  return input;
}

function readAs(kind: FieldKind, text: string): unknown {
  if (kind === "number") {
    const number = Number(text);
    return Number.isNaN(number) ? text : number;
  }
  if (kind === "boolean") return text === "true";
  if (kind !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An example to start from, with the schema's defaults and empty values for what is required. */
export function skeletonOf(schema: JsonSchema | null): string {
  const fields = fieldsOf(schema) ?? [];
  const empty: Readonly<Record<FieldKind, unknown>> = {
    text: "",
    longText: "",
    number: 0,
    boolean: false,
    choice: "",
    json: null,
  };
  const members = fields
    .filter(({ isRequired, initial }) => isRequired || initial !== undefined)
    .map(({ name, kind, choices, initial }) => [
      name,
      initial ?? (kind === "choice" ? choices[0] : empty[kind]),
    ]);
  return JSON.stringify(Object.fromEntries(members), null, 2);
}
