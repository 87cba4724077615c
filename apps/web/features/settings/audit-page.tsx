"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/frame/page";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { auditHref, auditParams } from "./audit-params";
import { AuditTable } from "./audit-table";
import { SettingsTabs } from "./settings-tabs";
import { VerifyAudit } from "./verify-audit";

const PAGE_SIZE = 50;
const FIELDS = [
  { name: "who", label: "Who" },
  { name: "action", label: "Action" },
  { name: "on", label: "On (id)" },
] as const;

/** What people and their scripts did, newest first. */
export function AuditPage() {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(auditParams);
  const { who, action, on, before } = params;
  const filter = {
    ...(who === "" ? {} : { actorId: who }),
    ...(action === "" ? {} : { action }),
    ...(on === "" ? {} : { targetId: on }),
  };
  const query = useQuery(
    trpc.settings.audit.queryOptions({
      ...filter,
      ...(before === null ? {} : { beforeSequence: before }),
      limit: PAGE_SIZE,
    }),
  );
  const isFiltered = Object.keys(filter).length > 0;
  const oldest = query.data?.length === PAGE_SIZE ? query.data.at(-1)?.sequence : undefined;
  return (
    <Page crumbs={[{ text: "Settings", href: "/settings" }, { text: "Audit log" }]} params={auditParams}>
      <h1 className="sr">Settings: audit log</h1>
      <SettingsTabs here="/settings/audit" />
      <div className="settings">
        <section>
          <form className="line" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
            {FIELDS.map(({ name, label }) => (
              <label key={name}>
                <span className="label">{label}</span>
                <span className="input">
                  <input
                    value={params[name]}
                    maxLength={500}
                    onChange={(event) => void setParams({ [name]: event.target.value, before: null })}
                  />
                </span>
              </label>
            ))}
            <a className="btn" href={`/api/audit?${new URLSearchParams(filter)}`} download>
              Download
            </a>
            <VerifyAudit />
          </form>
          <ListState
            query={query}
            rows={query.data}
            words={["entry", "entries"]}
            noData={
              <EmptyState title={isFiltered ? "No entry matches" : "Nobody has done anything yet"}>
                {isFiltered
                  ? "Who, action and id must be exactly these."
                  : "What people do here is listed here."}
              </EmptyState>
            }
          >
            {(entries) => <AuditTable entries={entries} />}
          </ListState>
          <p className="row">
            {before !== null && (
              <Link className="btn ghost" href={auditHref("/settings/audit", { ...params, before: null })}>
                Newest
              </Link>
            )}
            {oldest !== undefined && (
              <Link className="btn ghost" href={auditHref("/settings/audit", { ...params, before: oldest })}>
                Older
              </Link>
            )}
          </p>
        </section>
      </div>
    </Page>
  );
}
