"use client";

import { useQueryStates } from "nuqs";
import { runParams } from "../search-params";
import type { Choices } from "./choices";

const NOTHING = {
  attempt: null,
  actor: "",
  who: "",
  ver: "",
  key: "",
  scope: "",
  since: null,
  until: null,
} as const;

/** What narrows the annotations, as the address has it. */
export function useAnnotationFilter(runId: string) {
  const [params, setParams] = useQueryStates(runParams, { history: "push" });
  const { attempt, actor, who, ver, key, scope, since, until } = params;
  const choices: Choices = { attempt, actor, who, ver, key, scope };
  const range = { ...(since && { from: since }), ...(until && { to: until }) };
  return {
    choices,
    as: params.as,
    since,
    until,
    range,
    /** For the server. */
    filter: {
      runId,
      ...range,
      ...(attempt !== null && { attempt: attempt - 1 }),
      ...(actor !== "" && { actorKind: actor }),
      ...(who !== "" && { actorId: who }),
      ...(ver !== "" && { actorVersion: ver }),
      ...(key !== "" && { keyPrefix: key }),
      ...(scope !== "" && { scope }),
    },
    isFiltered: Object.values(choices).some(Boolean) || since !== null || until !== null,
    set: setParams,
    clear: () => void setParams(NOTHING),
  };
}
