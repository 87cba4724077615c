/** Two JSON values, path by path. What differs in every execution, such as an id or an instant, is called noise. */

import microdiff from "microdiff";

export interface ValueChange {
  /** `packages[3].licence`; "" for the value itself. */
  readonly path: string;
  readonly change: "added" | "changed" | "gone";
  /** JSON text; null on the side that does not have it. */
  readonly before: string | null;
  readonly after: string | null;
  readonly isNoise: boolean;
}

/** In the order of the values, those of noise last. */
export function valueChanges(before: unknown, after: unknown): readonly ValueChange[] {
  // Only objects and lists can be compared by member; anything else is the member of one.
  const changes = microdiff({ value: before }, { value: after }, { cyclesFix: false }).map(
    (difference): ValueChange => {
      const keys = difference.path.slice(1);
      const old: unknown = difference.type === "CREATE" ? undefined : difference.oldValue;
      const fresh: unknown = difference.type === "REMOVE" ? undefined : difference.value;
      return {
        path: pathText(keys),
        change: difference.type === "CREATE" ? "added" : difference.type === "REMOVE" ? "gone" : "changed",
        before: difference.type === "CREATE" ? null : json(old),
        after: difference.type === "REMOVE" ? null : json(fresh),
        isNoise: isNoise(keys, old, fresh),
      };
    },
  );
  return [...changes.filter((change) => !change.isNoise), ...changes.filter(({ isNoise }) => isNoise)];
}

const json = (value: unknown): string => JSON.stringify(value) ?? "undefined";

const pathText = (keys: readonly (string | number)[]): string =>
  keys.reduce<string>(
    (path, key) => (typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
    "",
  );

/** Names of members that say when, how long, or which call it was. */
const NOISY_NAME =
  /^(?:id|uuid|etag|nonce|timestamp|time|date|duration|latency|elapsed)$|(?:request|response|trace|span|correlation|batch|session)_?[iI]d$|[a-z](?:At|Ms|Timestamp|Seconds)$|_(?:at|ms|timestamp|seconds)$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function isNoise(keys: readonly (string | number)[], before: unknown, after: unknown): boolean {
  const name = keys.findLast((key) => typeof key === "string");
  if (typeof name === "string" && NOISY_NAME.test(name)) return true;
  const both = (form: RegExp) =>
    typeof before === "string" && typeof after === "string" && form.test(before) && form.test(after);
  return both(INSTANT) || both(UUID);
}
