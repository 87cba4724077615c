import { Icon, type IconName } from "@/ui/icon";

/** The shape tells the kind. */
const SHAPES: Readonly<Record<string, IconName>> = {
  user: "user",
  human: "user",
  agent: "agent",
  model: "agent",
  rule: "rule",
  system: "system",
};

/** Who stated something: `agent:triage v12`. */
export function Actor({
  kind,
  id,
  version,
}: {
  kind: string | null;
  id: string | null;
  version: string | null;
}) {
  if (kind === null && id === null) return <span className="nil">–</span>;
  return (
    <span className="actor" title={[kind, id, version].filter(Boolean).join(" ")}>
      <Icon name={SHAPES[kind ?? ""] ?? "other"} size={14} />
      <span className="trunc">{[kind, id].filter(Boolean).join(":")}</span>
      {version && <span className="ver trunc">{/^\d/.test(version) ? `v${version}` : version}</span>}
    </span>
  );
}
