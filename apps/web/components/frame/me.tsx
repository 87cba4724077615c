"use client";

import { CLIENT_HEADER } from "@/trpc/client-header";
import { Icon } from "@/ui/icon";

/** Who looks at the page. */
export interface MeView {
  readonly name: string;
  readonly role: "viewer" | "operator" | "admin";
  /** Nobody signed in where everybody on the machine is the same. */
  readonly canSignOut: boolean;
}

const headers = { "content-type": "application/json", [CLIENT_HEADER]: "1" };

async function signOut() {
  await fetch("/api/session", { method: "DELETE", headers, body: "{}" });
  window.location.replace("/sign-in");
}

/** At the rail's foot: who I am, and the way out. */
export function Me({ me: { name, role, canSignOut } }: { me: MeView }) {
  return (
    <div className="me" title={`${name}, ${role}`}>
      <Icon name="lock" />
      <span className="trunc grow">
        {name} <span className="t3">{role}</span>
      </span>
      {canSignOut && (
        <button type="button" className="btn ghost sm" onClick={() => void signOut()}>
          Sign out
        </button>
      )}
    </div>
  );
}
