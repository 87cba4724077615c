"use client";

import type { AiCallView, PayloadRequest } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Payload } from "@/components/payload";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { shortTopic } from "../short-topic";
import { messagesIn } from "./messages";

const SIDES = [
  ["aiCallPrompt", "Prompt"],
  ["aiCallResponse", "Response"],
] as const;

/** One call: how its cost came about, what its tokens were, what was said. */
export function CallDetails({ call }: { call: AiCallView }) {
  const trpc = useTRPC();
  const [side, setSide] = useState<(typeof SIDES)[number][0]>("aiCallResponse");
  const cost = useQuery(
    trpc.run.aiCallCost.queryOptions({ id: call.id }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const title = SIDES.find(([kind]) => kind === side)?.[1] ?? "";
  return (
    <>
      {call.error && <p className="note crit mb-2 break-words whitespace-pre-wrap">{call.error}</p>}
      <TokenBar call={call} />
      <p className="my-2 break-words whitespace-normal">
        <span className="t3">Cost</span>{" "}
        {cost.data ? cost.data.line : cost.isError ? "could not be explained" : "…"}
      </p>
      <fieldset className="seg sm mb-2">
        <legend className="sr">What was said</legend>
        {SIDES.map(([kind, word]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={side === kind}
            className={side === kind ? "on" : undefined}
            onClick={() => setSide(kind)}
          >
            {word}
          </button>
        ))}
      </fieldset>
      <Said key={side} kind={side} call={call} title={title} />
    </>
  );
}

/** What went in anew, what was cached, what came out. */
function TokenBar({ call: { inputTokens, cachedInputTokens, outputTokens } }: { call: AiCallView }) {
  const parts = [
    ["in", Math.max(0, inputTokens - cachedInputTokens), "var(--text)"],
    ["cached", cachedInputTokens, "var(--text-3)"],
    ["out", outputTokens, "var(--accent)"],
  ] as const;
  const total = parts.reduce((sum, [, tokens]) => sum + tokens, 0);
  if (total === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="token-bar" aria-hidden="true">
        {parts.map(([word, tokens, colour]) => (
          <i key={word} style={{ flexGrow: tokens, background: colour }} />
        ))}
      </span>
      {parts.map(([word, tokens, colour]) => (
        <span key={word} className="s12 flex items-center gap-1.5">
          <i className="swatch" style={{ background: colour }} />
          {formatCount(tokens)} <span className="t3">{word}</span>
        </span>
      ))}
    </div>
  );
}

const MAX_CHAT_CHARS = 65_536;

/** As a conversation where it is one, else as it is stored. */
function Said({ kind, call, title }: { kind: PayloadRequest["kind"]; call: AiCallView; title: string }) {
  const trpc = useTRPC();
  const [isRaw, setIsRaw] = useState(false);
  const { data } = useQuery(
    trpc.run.payload.queryOptions({ kind, id: call.id, maxChars: MAX_CHAT_CHARS }, { staleTime: 30_000 }),
  );
  const messages = data && !data.isCut ? messagesIn(data.text) : null;
  return (
    <>
      {messages && (
        <button type="button" className="link s12 mb-2" onClick={() => setIsRaw(!isRaw)}>
          {isRaw ? "Show as a conversation" : "Show as it is stored"}
        </button>
      )}
      {messages && !isRaw ? (
        <ol className="bubbles">
          {messages.map(({ role, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a message is its place in the conversation
            <li key={index} data-role={role}>
              <span className="s12 t3">{role}</span>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      ) : (
        <Payload
          kind={kind}
          id={call.id}
          title={title}
          fileName={`${shortTopic(call.topic)}-${title.toLowerCase()}`}
        />
      )}
    </>
  );
}
