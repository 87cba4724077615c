"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { type FormEvent, useState } from "react";
import type { AppRouter } from "@/server/router";
import { useTRPC } from "@/trpc/client";
import { CopyButton } from "@/ui/copy-button";
import { Nil } from "@/ui/number";
import { Age } from "@/ui/time";

type Token = inferRouterOutputs<AppRouter>["settings"]["access"]["tokens"][number];
const ROLES = ["viewer", "operator", "admin"] as const;
const LIVES = [
  { days: 30, words: "30 days" },
  { days: 90, words: "90 days" },
  { days: 365, words: "a year" },
  { days: null, words: "for ever" },
] as const;

/** Tokens of scripts and people: made, shown once, revoked. */
export function Tokens({ tokens }: { tokens: readonly Token[] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.settings.revokeToken.mutationOptions({ onSettled: () => queryClient.invalidateQueries() }),
  );
  return (
    <section aria-label="Tokens">
      <h2 className="text-15 font-semibold">Tokens</h2>
      <p className="t2">
        For scripts, as <code>Authorization: Bearer …</code>, and for people to sign in with.
      </p>
      <NewToken />
      {tokens.length > 0 && (
        <div className="tblx">
          <table className="tbl flow">
            <caption className="sr">Tokens, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Made</th>
                <th scope="col">Last used</th>
                <th scope="col">Ends</th>
                <th scope="col">
                  <span className="sr">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.map((token) => (
                <tr key={token.id}>
                  <td title={token.name}>{token.name}</td>
                  <td>{token.role}</td>
                  <td>
                    <Age at={token.createdAt} />
                  </td>
                  <td>{token.lastUsedAt ? <Age at={token.lastUsedAt} /> : <Nil />}</td>
                  <td>{endOf(token)}</td>
                  <td className="num">
                    {token.revokedAt === null && (
                      <button
                        type="button"
                        className="btn ghost sm"
                        aria-label={`Revoke ${token.name}`}
                        disabled={revoke.isPending}
                        onClick={() => revoke.mutate({ tokenId: token.id })}
                      >
                        Revoke
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function endOf({ revokedAt, expiresAt }: Token): string {
  if (revokedAt !== null) return "revoked";
  return expiresAt === null ? "never" : expiresAt.toISOString().slice(0, 10);
}

function NewToken() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<(typeof ROLES)[number]>("viewer");
  const [days, setDays] = useState<number | null>(90);
  const create = useMutation(
    trpc.settings.createToken.mutationOptions({
      onSuccess: () => {
        setName("");
        return queryClient.invalidateQueries();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, role, days });
  };
  return (
    <>
      <form className="line" aria-label="New token" onSubmit={submit}>
        <label>
          <span className="label">Name</span>
          <span className="input">
            <input required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          </span>
        </label>
        <label>
          <span className="label">Role</span>
          <span className="input select">
            <select
              value={role}
              onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? "viewer")}
            >
              {ROLES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </span>
        </label>
        <label>
          <span className="label">Good for</span>
          <span className="input select">
            <select
              value={days ?? ""}
              onChange={(event) => setDays(event.target.value === "" ? null : Number(event.target.value))}
            >
              {LIVES.map((life) => (
                <option key={life.words} value={life.days ?? ""}>
                  {life.words}
                </option>
              ))}
            </select>
          </span>
        </label>
        <button type="submit" className="btn" disabled={create.isPending}>
          Make a token
        </button>
      </form>
      {create.error && (
        <p role="alert" className="sign-in-problem">
          {create.error.message}
        </p>
      )}
      {create.data && (
        <div className="secret notice" role="status">
          <span>It is shown this once:</span>
          <code className="mono">{create.data.secret}</code>
          <CopyButton text={create.data.secret} label="Copy the token" />
        </div>
      )}
    </>
  );
}
