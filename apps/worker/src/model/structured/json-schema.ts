/** The part of JSON Schema that requests for structured answers use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly definitions?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | boolean | readonly (JsonSchema | boolean)[];
  readonly anyOf?: readonly (JsonSchema | boolean)[];
  readonly oneOf?: readonly (JsonSchema | boolean)[];
  readonly allOf?: readonly (JsonSchema | boolean)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
}

/** Every property name that the schema mentions, at any depth. */
export function propertyNames(schema: JsonSchema | boolean | undefined, depth = 0): string[] {
  if (typeof schema !== "object" || depth > 8) return [];
  const inner = (members: Readonly<Record<string, JsonSchema | boolean>> | undefined) =>
    Object.values(members ?? {}).flatMap((member) => propertyNames(member, depth + 1));
  const items: readonly (JsonSchema | boolean)[] = schema.items === undefined ? [] : [schema.items].flat();
  const branches = [...items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...Object.keys(schema.properties ?? {}),
    ...inner(schema.properties),
    ...inner(schema.$defs),
    ...inner(schema.definitions),
    ...branches.flatMap((branch) => propertyNames(branch, depth + 1)),
  ];
}
