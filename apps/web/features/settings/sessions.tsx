"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/router";
import { useTRPC } from "@/trpc/client";
import { Age } from "@/ui/time";

type Session = inferRouterOutputs<AppRouter>["settings"]["access"]["sessions"][number];

/** Who is signed in. */
export function Sessions({ sessions }: { sessions: readonly Session[] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const end = useMutation(
    trpc.settings.endSession.mutationOptions({ onSettled: () => queryClient.invalidateQueries() }),
  );
  return (
    <section aria-label="Sessions">
      <h2 className="text-15 font-semibold">Signed in</h2>
      {sessions.length === 0 ? (
        <p className="t2">Nobody.</p>
      ) : (
        <div className="tblx">
          <table className="tbl flow">
            <caption className="sr">Sessions, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Signed in</th>
                <th scope="col">Last seen</th>
                <th scope="col">
                  <span className="sr">End</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sessions.map(({ id, userId, role, createdAt, lastSeenAt, isMine }) => (
                <tr key={id}>
                  <td title={userId}>
                    {userId} {isMine && <span className="t3">this one</span>}
                  </td>
                  <td>{role}</td>
                  <td>
                    <Age at={createdAt} />
                  </td>
                  <td>
                    <Age at={lastSeenAt} />
                  </td>
                  <td className="num">
                    <button
                      type="button"
                      className="btn ghost sm"
                      aria-label={`End the session of ${userId}`}
                      disabled={end.isPending}
                      onClick={() => end.mutate({ sessionId: id })}
                    >
                      End
                    </button>
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
