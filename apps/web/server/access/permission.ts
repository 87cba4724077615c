/** What somebody may do. Every procedure and every route declares one of these. */

import type { AccessPolicy, Role } from "@stageline/engine";

export const PERMISSIONS = ["viewer", "content", "operator", "admin"] as const;

/**
 * `viewer` looks; `content` sees prompts, inputs and outputs, which may be withheld from viewers; `operator` starts,
 * reruns and cancels; `admin` says who may do what.
 */
export type Permission = (typeof PERMISSIONS)[number];

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Why not, in words; undefined when they may. */
export function refusal(
  role: Role,
  permission: Permission,
  policy: Pick<AccessPolicy, "viewersSeeContent">,
): string | undefined {
  if (permission === "content") {
    return role === "viewer" && !policy.viewersSeeContent
      ? "Prompts, inputs and outputs are not shown to viewers here"
      : undefined;
  }
  if (RANK[role] >= RANK[permission]) return undefined;
  return `This takes the role ${permission}; yours is ${role}`;
}
