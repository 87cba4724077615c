"use client";

import { useQuery } from "@tanstack/react-query";
import { Page } from "@/components/frame/page";
import { QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { PolicyForm } from "./policy-form";
import { Sessions } from "./sessions";
import { SettingsTabs } from "./settings-tabs";
import { Tokens } from "./tokens";

const MODES = {
  none: "Nobody signs in: the dashboard listens on this machine only, and everybody here may do everything.",
  token: "People sign in with the sign-in link or with a token made here.",
  "proxy-header": "The proxy in front of the dashboard says who people are and which role they have.",
} as const;

/** Who may do what: rules for all, tokens, and who is signed in. */
export function AccessPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.access.queryOptions());
  return (
    <Page crumbs={[{ text: "Settings" }]} params={{}}>
      <h1 className="sr">Settings: access</h1>
      <SettingsTabs here="/settings" />
      {query.data === undefined ? (
        query.error && (
          <QueryFailed error={query.error} what="sessions and tokens" onRetry={() => void query.refetch()} />
        )
      ) : (
        <div className="settings">
          <section>
            <h2 className="text-15 font-semibold">Who may do what</h2>
            <p className="t2">{MODES[query.data.mode]}</p>
            <ul className="roles t2">
              <li>
                <b>viewer</b> looks.
              </li>
              <li>
                <b>operator</b> also starts, reruns and cancels runs.
              </li>
              <li>
                <b>admin</b> also decides here who may do what, and reads the audit log.
              </li>
            </ul>
            <PolicyForm />
          </section>
          <Tokens tokens={query.data.tokens} />
          <Sessions sessions={query.data.sessions} />
        </div>
      )}
    </Page>
  );
}
