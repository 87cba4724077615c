/** What narrows the annotations of a run, and how many there would be behind every other choice. */

import type { AnnotationGroup } from "@stageline/engine/read";

/** As in the address; "" and null narrow nothing. */
export interface Choices {
  /** Kind, id and version of the actor. */
  readonly actor: string;
  readonly who: string;
  readonly ver: string;
  /** From 1. */
  readonly attempt: number | null;
  readonly scope: string;
  /** What the key begins with. */
  readonly key: string;
}

export interface Choice {
  /** Unique in its facet. */
  readonly id: string;
  readonly label: string;
  /** Steps to the right, 0 for the first. */
  readonly depth: number;
  readonly count: number;
  readonly isOn: boolean;
  /** What the address says once it is chosen; chosen again, the choice is dropped. */
  readonly sets: Partial<Choices>;
}

export interface Facets {
  readonly actors: readonly Choice[];
  readonly attempts: readonly Choice[];
  readonly keys: readonly Choice[];
  readonly scopes: readonly Choice[];
}

const NO_ACTOR = { actor: "", who: "", ver: "" };

/** Every count is of what matches all the other facets. */
export function facetsOf(groups: readonly AnnotationGroup[], choices: Choices): Facets {
  const without = (dropped: Partial<Choices>) =>
    groups.filter((group) => matches(group, { ...choices, ...dropped }));
  return {
    actors: actorsIn(without(NO_ACTOR), choices),
    attempts: tally(without({ attempt: null }), ({ attempt }) => String(attempt + 1))
      .sort(([a], [b]) => Number(b) - Number(a))
      .map(([label, count]) => {
        const isOn = choices.attempt === Number(label);
        return { id: label, label, depth: 0, count, isOn, sets: { attempt: isOn ? null : Number(label) } };
      }),
    keys: keysIn(without({ key: "" }), choices.key),
    scopes: tally(without({ scope: "" }), ({ scope }) => scope)
      .sort(byCount)
      .map(([label, count]) => {
        const isOn = choices.scope === label;
        return { id: label, label, depth: 0, count, isOn, sets: { scope: isOn ? "" : label } };
      }),
  };
}

const matches = (group: AnnotationGroup, { actor, who, ver, attempt, scope, key }: Choices): boolean =>
  (actor === "" || group.actorKind === actor) &&
  (who === "" || group.actorId === who) &&
  (ver === "" || group.actorVersion === ver) &&
  (attempt === null || group.attempt === attempt - 1) &&
  (scope === "" || group.scope === scope) &&
  group.key.startsWith(key);

type Tally = readonly [value: string, count: number];

function tally(groups: readonly AnnotationGroup[], read: (group: AnnotationGroup) => string): Tally[] {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const value = read(group);
    counts.set(value, (counts.get(value) ?? 0) + group.count);
  }
  return [...counts].filter(([value]) => value !== "");
}

const byCount = ([a, m]: Tally, [b, n]: Tally): number => n - m || (a < b ? -1 : 1);

/** Kinds, under them who, under them the versions where there are several. */
function actorsIn(groups: readonly AnnotationGroup[], choices: Choices): readonly Choice[] {
  const chosen = JSON.stringify([choices.actor, choices.who, choices.ver]);
  const choice = (label: string, count: number, [actor, who, ver]: readonly [string, string, string]) => {
    const id = JSON.stringify([actor, who, ver]);
    const isOn = id === chosen;
    const depth = ver !== "" ? 2 : who !== "" ? 1 : 0;
    return { id, label, depth, count, isOn, sets: isOn ? NO_ACTOR : { actor, who, ver } };
  };
  return tally(groups, ({ actorKind }) => actorKind ?? "")
    .sort(byCount)
    .flatMap(([kind, ofKind]) => {
      const its = groups.filter(({ actorKind }) => actorKind === kind);
      const whos = tally(its, ({ actorId }) => actorId ?? "").sort(byCount);
      return [
        choice(kind, ofKind, [kind, "", ""]),
        ...whos.flatMap(([who, ofWho]) => {
          const versions = tally(
            its.filter(({ actorId }) => actorId === who),
            ({ actorVersion }) => actorVersion ?? "",
          ).sort(byCount);
          return [
            choice(who, ofWho, [kind, who, ""]),
            ...(versions.length > 1
              ? versions.map(([version, count]) => choice(version, count, [kind, who, version]))
              : []),
          ];
        }),
      ];
    });
}

/** Up to this many keys the whole tree is open. */
const OPEN_KEYS = 24;

/** Keys as a tree on their dots; beyond a few only the branch that was chosen is open. */
function keysIn(groups: readonly AnnotationGroup[], chosen: string): readonly Choice[] {
  const keys = tally(groups, ({ key }) => key).sort(([a], [b]) => (a < b ? -1 : 1));
  const counts = new Map<string, number>();
  for (const [key, count] of keys) {
    for (const prefix of prefixesOf(key)) counts.set(prefix, (counts.get(prefix) ?? 0) + count);
  }
  const isOpen = (prefix: string) =>
    counts.size <= OPEN_KEYS || parentOf(prefix) === "" || chosen.startsWith(parentOf(prefix));
  return [...counts]
    .filter(([prefix]) => isOpen(prefix))
    .map(([prefix, count]) => {
      const isOn = prefix === chosen;
      return {
        id: prefix,
        label: prefix.slice(parentOf(prefix).length).replace(/\.$/, ""),
        depth: Math.min(3, parentOf(prefix).split(".").length - 1),
        count,
        isOn,
        sets: { key: isOn ? "" : prefix },
      };
    });
}

/** `Decision.` and `Decision.outcome` of `Decision.outcome`. */
const prefixesOf = (key: string): readonly string[] => {
  const parts = key.split(".");
  return parts.map((_, index) =>
    index === parts.length - 1 ? key : `${parts.slice(0, index + 1).join(".")}.`,
  );
};

const parentOf = (prefix: string): string => prefix.slice(0, prefix.replace(/\.$/, "").lastIndexOf(".") + 1);
