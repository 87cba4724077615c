/**
 * Puts what the model found out into the shape that the caller asked for.
 *
 * A property gets the fact of its name (`spdxId`, `spdx_id` and `SPDX ID` are one name), in the property's type. What
 * the model has no fact for stays out when it is optional, is null when it may be, and else makes the whole answer
 * impossible: nothing is made up to satisfy a schema.
 */

import type { JSONValue } from "@ai-sdk/provider";
import { type Fact, factName } from "../skill.js";
import type { JsonSchema } from "./json-schema.js";

export type Fitted =
  | { readonly fits: true; readonly value: JSONValue }
  /** Path of the first required property that there is no fact for. */
  | { readonly fits: false; readonly missing: string };

export function fitSchema(facts: readonly Fact[], schema: JsonSchema | boolean): Fitted {
  const byName = new Map<string, JSONValue>();
  for (const { names, value } of facts) {
    for (const name of names.map(factName)) if (!byName.has(name)) byName.set(name, value);
  }
  return fit({ byName, root: schema }, schema, "", undefined);
}

interface Known {
  readonly byName: ReadonlyMap<string, JSONValue>;
  readonly root: JsonSchema | boolean;
}

const fitted = (value: JSONValue): Fitted => ({ fits: true, value });
const missing = (path: string): Fitted => ({ fits: false, missing: path === "" ? "the answer" : path });

function fit(known: Known, given: JsonSchema | boolean, path: string, value: JSONValue | undefined): Fitted {
  const schema = resolve(known.root, given);
  if (typeof schema === "boolean") return value === undefined ? missing(path) : fitted(value);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fitFirst(known, branches, path, value);
  const [only] = schema.allOf ?? [];
  if (schema.allOf?.length === 1 && only !== undefined) return fit(known, only, path, value);
  if (schema.const !== undefined) return schema.const === value ? fitted(value) : missing(path);
  if (schema.enum) return fitEnum(schema.enum, path, value);

  const types: readonly string[] = schema.type === undefined ? [] : [schema.type].flat();
  for (const type of types.filter((name) => name !== "null")) {
    const result = fitType(known, schema, type, path, value);
    if (result.fits) return result;
    if (types.length === 1) return result;
  }
  if (types.includes("null")) return fitted(null);
  if (types.length === 0 && schema.properties) return fitObject(known, schema, path, value);
  return value === undefined ? missing(path) : fitted(value);
}

function fitFirst(
  known: Known,
  branches: readonly (JsonSchema | boolean)[],
  path: string,
  value: JSONValue | undefined,
): Fitted {
  const results = branches.map((branch) => fit(known, branch, path, value));
  return (
    results.find((result) => result.fits && result.value !== null) ??
    results.find((result) => result.fits) ??
    results[0] ??
    missing(path)
  );
}

function fitEnum(allowed: readonly unknown[], path: string, value: JSONValue | undefined): Fitted {
  if (allowed.includes(value) && value !== undefined) return fitted(value);
  const same = allowed.find(
    (choice) =>
      typeof choice === "string" && typeof value === "string" && factName(choice) === factName(value),
  );
  if (typeof same === "string") return fitted(same);
  return allowed.includes(null) ? fitted(null) : missing(path);
}

function fitType(
  known: Known,
  schema: JsonSchema,
  type: string,
  path: string,
  value: JSONValue | undefined,
): Fitted {
  switch (type) {
    case "object":
      return fitObject(known, schema, path, value);
    case "array":
      return fitArray(known, schema, path, value);
    case "string":
      return fitString(schema, path, value);
    case "number":
    case "integer":
      return fitNumber(schema, type === "integer", path, value);
    case "boolean":
      return typeof value === "boolean" ? fitted(value) : missing(path);
    default:
      return missing(path);
  }
}

function fitObject(known: Known, schema: JsonSchema, path: string, value: JSONValue | undefined): Fitted {
  // Inside an object fact, such as one key phrase of a list, its own members come first.
  const own =
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? new Map(Object.entries(value).map(([name, member]) => [factName(name), member]))
      : undefined;
  const required = new Set(schema.required ?? []);
  const object: Record<string, JSONValue> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const inner = path === "" ? name : `${path}.${name}`;
    const result = fit(known, property, inner, own?.get(factName(name)) ?? known.byName.get(factName(name)));
    if (result.fits) object[name] = result.value;
    else if (required.has(name)) return result;
  }
  return fitted(object);
}

function fitArray(known: Known, schema: JsonSchema, path: string, value: JSONValue | undefined): Fitted {
  if (value === undefined || value === null) return missing(path);
  const items = Array.isArray(value) ? value : [value];
  const item = Array.isArray(schema.items)
    ? true
    : ((schema.items as JsonSchema | boolean | undefined) ?? true);
  const results = items.map((element) => fit(known, item, `${path}[]`, element));
  const failed = results.find((result) => !result.fits);
  if (failed) return failed;
  return fitted(results.flatMap((result) => (result.fits ? [result.value] : [])).slice(0, schema.maxItems));
}

function fitString(schema: JsonSchema, path: string, value: JSONValue | undefined): Fitted {
  const text = textOf(value);
  return text === undefined ? missing(path) : fitted(text.slice(0, schema.maxLength));
}

/** Text of a fact; of a fact with parts, the part that it is mainly about, which comes first. */
function textOf(value: JSONValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map((element) => textOf(element) ?? "").join(", ");
  if (value !== null && typeof value === "object") return textOf(Object.values(value)[0]);
  return undefined;
}

function fitNumber(schema: JsonSchema, whole: boolean, path: string, value: JSONValue | undefined): Fitted {
  if (typeof value !== "number") return missing(path);
  const inRange = Math.min(schema.maximum ?? Infinity, Math.max(schema.minimum ?? -Infinity, value));
  return fitted(whole ? Math.round(inRange) : inRange);
}

function resolve(root: JsonSchema | boolean, schema: JsonSchema | boolean, hops = 0): JsonSchema | boolean {
  if (typeof schema === "boolean" || schema.$ref === undefined || hops > 8) return schema;
  const steps = schema.$ref
    .replace(/^#\/?/, "")
    .split("/")
    .filter((step) => step !== "");
  let at: unknown = root;
  for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step];
  return at === undefined || at === schema ? true : resolve(root, at as JsonSchema | boolean, hops + 1);
}
