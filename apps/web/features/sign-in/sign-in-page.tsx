"use client";

import { type FormEvent, useEffect, useId, useState } from "react";
import { CLIENT_HEADER } from "@/trpc/client-header";
import { Logo } from "@/ui/logo";
import { ownAddress } from "./own-address";

const HEADERS = { "content-type": "application/json", [CLIENT_HEADER]: "1" };

const goOn = () => {
  const to = new URLSearchParams(window.location.search).get("to");
  window.location.replace(ownAddress(to, window.location.origin));
};

/** Sign in with a token: that of the sign-in link, or one that an admin made. */
export function SignInPage({ mode }: { mode: "none" | "token" | "proxy-header" }) {
  const [token, setToken] = useState("");
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [tokenId, nameId, problemId] = [useId(), useId(), useId()];

  useEffect(() => {
    // The link carries the token behind the #, which browsers send to nobody. It does not stay in the history.
    const given = window.location.hash.slice(1);
    if (given !== "") {
      setToken(given);
      window.history.replaceState(null, "", `${window.location.pathname}${window.location.search}`);
    }
    // A cookie is not sent when a link of another site leads here; this page's own question sends it.
    void fetch("/api/session").then((response) => {
      if (response.ok) goOn();
    });
  }, []);

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setIsAsking(true);
    setProblem(null);
    try {
      const body = JSON.stringify({ token: token.trim(), name: name.trim() });
      const response = await fetch("/api/session", { method: "POST", headers: HEADERS, body });
      if (response.ok) return goOn();
      const known = response.headers.get("content-type")?.includes("json") === true;
      setProblem(known ? ((await response.json()) as { error: string }).error : await response.text());
    } catch {
      setProblem("The dashboard's server does not answer");
    }
    setIsAsking(false);
  };

  return (
    <main id="main" className="sign-in">
      <div className="sign-in-card">
        <div className="row">
          <Logo />
          <h1 className="text-15 font-semibold">Sign in to Stageline</h1>
        </div>
        {mode === "token" ? (
          <form onSubmit={(event) => void signIn(event)}>
            <label className="label" htmlFor={nameId}>
              Your name
            </label>
            <span className="input">
              <input
                id={nameId}
                name="name"
                autoComplete="name"
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            </span>
            <p className="t3 s12">It stands beside what you do.</p>
            <label className="label" htmlFor={tokenId}>
              Token
            </label>
            <span className={problem === null ? "input" : "input err"}>
              <input
                id={tokenId}
                name="token"
                type="password"
                autoComplete="current-password"
                required
                maxLength={200}
                aria-describedby={problem === null ? undefined : problemId}
                value={token}
                onChange={(event) => setToken(event.target.value)}
              />
            </span>
            <p className="t3 s12">
              From the sign-in link that the first start printed, or from an admin.{" "}
              <code>npm run sign-in-link</code> makes another link.
            </p>
            {problem !== null && (
              <p id={problemId} role="alert" className="sign-in-problem">
                {problem}
              </p>
            )}
            <button type="submit" className="btn pri" disabled={isAsking}>
              {isAsking ? "Signing in…" : "Sign in"}
            </button>
          </form>
        ) : (
          <p className="t2">
            {mode === "none"
              ? "Nobody signs in here: the dashboard answers this machine alone."
              : "The proxy in front of the dashboard says who you are, and it has not."}
          </p>
        )}
      </div>
    </main>
  );
}
