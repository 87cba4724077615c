"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { hasSettings, withDefaults } from "@/components/config-defaults";
import { IssueList } from "@/components/issue-list";
import { fieldsOf, inputOf, skeletonOf, untouched } from "@/components/schema-fields";
import type { StoredWorkflow } from "@/components/workflow";
import { useTRPC } from "@/trpc/client";
import { JsonEditor, parseJson, parseJsonObject } from "@/ui/json-editor";
import { FieldControl } from "./field-control";

/** Input and config of a new run of one workflow; what does not fit is said at its place. */
export function NewRunForm({
  workflow,
  as,
  onAs,
}: {
  workflow: StoredWorkflow;
  as: "form" | "json";
  onAs: (as: "form" | "json") => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const ids = useId();
  const fields = fieldsOf(workflow.inputSchema);
  const [typed, setTyped] = useState(() => untouched(fields ?? []));
  const [json, setJson] = useState(() => skeletonOf(workflow.inputSchema));
  const [config, setConfig] = useState(() => JSON.stringify(withDefaults(workflow, {}), null, 2));
  // One key for the life of this form: sending it twice starts one run.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const create = useMutation(
    trpc.newRun.create.mutationOptions({
      onSuccess: ({ runId }) => router.push(`/runs/${encodeURIComponent(runId)}`),
    }),
  );

  const isForm = as === "form" && fields !== null;
  const parsedInput = isForm ? { ok: true as const, value: inputOf(fields, typed) } : parseJson(json);
  const parsedConfig = parseJsonObject(config);
  const invalid = create.error?.data?.invalid ?? null;
  const inputIssues = invalid?.what === "input" ? invalid.issues : [];
  const isAtField = ({ path }: { path: readonly (string | number)[] }) =>
    isForm && fields.some(({ name }) => name === path[0]);
  const errorAt = (name: string) =>
    inputIssues
      .filter(({ path }) => path[0] === name)
      .map(({ path, message }) => (path.length > 1 ? `${path.slice(1).join(".")}: ${message}` : message))
      .join("; ") || null;
  const elsewhere = invalid?.issues.filter((issue) => !(invalid.what === "input" && isAtField(issue))) ?? [];

  const change = (as: "form" | "json") => {
    if (as === "json" && fields !== null) setJson(JSON.stringify(inputOf(fields, typed), null, 2));
    create.reset();
    onAs(as);
  };

  return (
    <form
      className="grid max-w-[76ch] gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!parsedInput.ok || !parsedConfig.ok) return;
        create.mutate({
          workflowId: workflow.workflowId,
          input: parsedInput.value,
          config: parsedConfig.value,
          idempotencyKey,
        });
      }}
    >
      <section className="grid gap-3" aria-label="Input">
        <div className="flex items-center gap-3">
          <h2 className="semi">Input</h2>
          <span className="grow" />
          {fields !== null && (
            <fieldset className="seg sm">
              <legend className="sr">How to give the input</legend>
              {(["form", "json"] as const).map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={as === each}
                  className={as === each ? "on" : undefined}
                  onClick={() => change(each)}
                >
                  {each === "form" ? "Form" : "JSON"}
                </button>
              ))}
            </fieldset>
          )}
        </div>
        {isForm ? (
          <>
            {fields.length === 0 && <p className="t3">This workflow needs no input.</p>}
            {fields.map((field) => (
              <FieldControl
                key={field.name}
                field={field}
                value={typed[field.name] ?? ""}
                error={errorAt(field.name)}
                onChange={(value) => setTyped({ ...typed, [field.name]: value })}
              />
            ))}
          </>
        ) : (
          <>
            <label className="sr" htmlFor={`${ids}input`}>
              Input as JSON
            </label>
            <JsonEditor
              id={`${ids}input`}
              value={json}
              onChange={setJson}
              error={parsedInput.ok ? null : parsedInput.message}
            />
          </>
        )}
      </section>
      {hasSettings(workflow) && (
        <details>
          <summary className="link">Config</summary>
          <div className="mt-2 grid gap-1">
            <label className="t3 s12" htmlFor={`${ids}config`}>
              By stage id, with every default written out.
            </label>
            <JsonEditor
              id={`${ids}config`}
              value={config}
              onChange={setConfig}
              error={parsedConfig.ok ? null : parsedConfig.message}
            />
          </div>
        </details>
      )}
      {elsewhere.length > 0 && invalid && <IssueList what={invalid.what} issues={elsewhere} />}
      {create.error && !invalid && (
        <p className="note crit" role="alert">
          {create.error.message}
        </p>
      )}
      <div>
        <button
          type="submit"
          className="btn pri"
          disabled={create.isPending || create.isSuccess || !parsedInput.ok || !parsedConfig.ok}
        >
          Start run
        </button>
      </div>
    </form>
  );
}
