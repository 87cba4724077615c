"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/frame/page";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { NewRunForm } from "./new-run-form";
import { newRunHref, newRunParams } from "./search-params";

const WAITING_MS = 2000;

/** Choose a workflow, give its input, start it. */
export function NewRunPage() {
  const trpc = useTRPC();
  const [{ wf, as }, setParams] = useQueryStates(newRunParams, { history: "push" });
  const query = useQuery(
    trpc.newRun.workflows.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.length === 0 ? WAITING_MS : false),
    }),
  );
  const chosen = query.data?.find(({ workflowId }) => workflowId === wf) ?? query.data?.[0];
  return (
    <Page crumbs={[{ text: "Runs", href: "/runs" }, { text: "New run" }]} params={newRunParams}>
      <ListState query={query} rows={query.data} words={["workflow", "workflows"]} noData={<NoWorkflows />}>
        {(workflows) =>
          chosen && (
            <div className="split new-run">
              <nav className="picker" aria-label="Workflow">
                {workflows.map(({ workflowId, name, description, groups }) => (
                  <a
                    key={workflowId}
                    href={newRunHref("/runs/new", { wf: workflowId })}
                    aria-current={workflowId === chosen.workflowId ? "true" : undefined}
                    onClick={(event) => {
                      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                      event.preventDefault();
                      void setParams({ wf: workflowId });
                    }}
                  >
                    <span className="med">{name}</span>
                    {description && <span className="t2 s12">{description}</span>}
                    <span className="t3 s12">
                      {groups.reduce((sum, { stages }) => sum + stages.length, 0)} stages in {groups.length}{" "}
                      groups
                    </span>
                  </a>
                ))}
              </nav>
              <div className="min-w-0 p-gutter">
                <h1 className="mb-4 text-15 font-semibold">New run of {chosen.name}</h1>
                <NewRunForm
                  key={chosen.workflowId}
                  workflow={chosen}
                  as={as}
                  onAs={(next) => void setParams({ as: next }, { history: "replace" })}
                />
              </div>
            </div>
          )
        }
      </ListState>
    </Page>
  );
}

const NoWorkflows = () => (
  <EmptyState title="No workflow is known yet">
    <p>A worker announces its workflows when it starts. Start one; this page fills by itself.</p>
  </EmptyState>
);
