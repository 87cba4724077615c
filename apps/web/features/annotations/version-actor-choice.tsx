import type { Annotations } from "./use-annotations";

/** Whose versions are compared: one of those that state things under a version. */
export function VersionActorChoice({
  annotations: {
    params: { actor, who },
    groups,
    set,
  },
}: {
  annotations: Annotations;
}) {
  const actors = new Map<string, readonly [kind: string, id: string]>();
  for (const { actorKind, actorId, actorVersion } of groups.data?.groups ?? []) {
    if (actorKind !== null && actorId !== null && actorVersion !== null)
      actors.set(JSON.stringify([actorKind, actorId]), [actorKind, actorId]);
  }
  const chosen = actor !== "" && who !== "" ? JSON.stringify([actor, who]) : "";
  if (chosen !== "") actors.set(chosen, [actor, who]);
  return (
    <label className="input select">
      <span className="t3">Actor</span>
      <select
        value={chosen}
        onChange={({ target: { value } }) => {
          const [kind = "", id = ""] = actors.get(value) ?? [];
          set({ actor: kind, who: id, ver: "", before: "", after: "", value: "" });
        }}
      >
        <option value="">Choose one</option>
        {[...actors].map(([id, [kind, name]]) => (
          <option key={id} value={id}>
            {kind}:{name}
          </option>
        ))}
      </select>
    </label>
  );
}
