"use client";

import type { FailureKind, OutboxNow } from "@stageline/engine/read";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ExportMenu } from "@/components/export-menu";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPCClient } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { useNow } from "@/ui/clock";
import { formatCount } from "@/ui/format-number";
import { type Asked, askedOf, type Doing, nameOf } from "./asked";
import { MOST_COPIED, payloadLines } from "./copy-payloads";
import { FilterBar } from "./filter-bar";
import { groupKey, type ShownGroup } from "./group-key";
import type { Marking } from "./group-menu";
import { GroupTable } from "./group-table";
import type { Letter } from "./letter";
import { LetterRows } from "./letter-rows";
import { LetterTable } from "./letter-table";
import { LettersSide } from "./letters-side";
import { NoFailures } from "./no-failures";
import { OutboxLine } from "./outbox-line";
import { ANY, conditionsOf, type DeadLettersParams, isFiltered } from "./search-params";
import { isSelecting, NOTHING, type Selection, toggledGroup, toggledLetter, toggledShown } from "./selection";
import { SelectionBar } from "./selection-bar";
import { type ListedKind, useGroups, useLetters, useMembersOf } from "./use-failures";
import { useLetterKeys } from "./use-letter-keys";

/** Asked for when something is to be done: most who look do nothing. */
const BulkDialog = dynamic(() => import("@/features/bulk/bulk-dialog").then((module) => module.BulkDialog));
const MarkDialog = dynamic(() => import("./mark-dialog").then((module) => module.MarkDialog));

/** Failures shown under a group that is open. */
const MEMBERS = 5;
const NONE: readonly ShownGroup[] = [];

export function FailuresTab({
  kind,
  params,
  outbox,
  onParams,
}: {
  kind: FailureKind;
  params: DeadLettersParams;
  outbox: OutboxNow | undefined;
  onParams: (next: Partial<DeadLettersParams>, history?: "push" | "replace") => void;
}) {
  const client = useTRPCClient();
  // Spans move with the minute; between two of them every question stays the same.
  const now = useNow(false);
  const conditions = conditionsOf(params, now);
  const listed: ListedKind = kind === "job" ? "job" : "event";
  const isList = params.as === "list" && kind !== "run";

  const found = useGroups(kind, conditions);
  const all = found.data?.groups ?? NONE;
  const groups = params.settled ? all : all.filter(({ isSettled }) => !isSettled);
  const settled = all.filter(({ isSettled }) => isSettled).length;
  const open = groups.find((group) => groupKey(group) === params.open);
  const list = useLetters(listed, conditions, { enabled: isList });
  const members = useLetters(
    listed,
    { ...conditions, subject: open?.subject ?? "", fingerprint: open?.fingerprint ?? "" },
    { limit: MEMBERS, enabled: !isList && kind !== "run" && open !== undefined },
  );
  // The answer before is another group's.
  const shownMembers = members.rows?.filter(
    ({ subject, fingerprint }) => subject === open?.subject && fingerprint === open.fingerprint,
  );
  const shown: readonly Letter[] = (isList ? list.rows : open && shownMembers) ?? [];

  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isGathering, setIsGathering] = useState(false);
  const [marking, setMarking] = useState<Marking | null>(null);
  const membersOf = useMembersOf(listed, conditions);

  const look = (id: string) => onParams({ look: id }, "replace");
  const body = useLetterKeys({ isLooking: params.look !== null, onLook: look });
  const looked = params.look === null ? null : shown.find(({ id }) => id === params.look);
  const at = looked ? shown.indexOf(looked) : -1;
  const total = isList ? null : (open?.count ?? null);

  const freeze = (doing: Doing, chosen: Selection) =>
    askedOf(
      {
        kind: listed,
        doing,
        selection: chosen,
        conditions,
        groups,
        isEverythingShown: groups.length === all.length && found.data?.isCapped === false,
      },
      membersOf,
    );
  const ask = async (doing: Doing, chosen: Selection) => {
    setIsGathering(true);
    try {
      setAsked(await freeze(doing, chosen));
    } catch (error) {
      tell(error instanceof Error ? error.message : "What is selected could not be read");
    } finally {
      setIsGathering(false);
    }
  };
  const act = (group: ShownGroup) => {
    if (kind === "run") {
      const { subject, fingerprint, count, runs, error } = group;
      const filter = { status: ["FAILED" as const], workflowId: [subject], fingerprint };
      setAsked({ doing: "rerun", target: { filter }, count, runs, title: error });
      return;
    }
    const chosen: Selection = { of: "groups", keys: [groupKey(group)] };
    setSelection(chosen);
    void ask(kind === "event" ? "replay" : "rerun", chosen);
  };
  const copy = async () => {
    const chosen =
      selection.of === "letters"
        ? selection.letters
        : (await Promise.all(chosenGroups(selection, groups).map(membersOf))).flat();
    try {
      await navigator.clipboard.writeText(await payloadLines(client, chosen));
      const copied = Math.min(chosen.length, MOST_COPIED);
      tell(
        copied < chosen.length
          ? `The first ${copied} of ${formatCount(chosen.length)} payloads are copied`
          : `${formatCount(copied)} ${copied === 1 ? "payload is" : "payloads are"} copied`,
      );
    } catch {
      tell("The payloads could not be copied");
    }
  };
  const started = () => {
    setAsked(null);
    setSelection(NOTHING);
  };
  const close = () => {
    setAsked(null);
    onParams({ look: null }, "replace");
  };

  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const isSide = asked?.doing === "replay" || params.look !== null;
  const filtered = isFiltered(params);
  return (
    <>
      <FilterBar kind={kind} params={params} onParams={onParams}>
        {kind !== "run" && count > 0 && (
          <button
            type="button"
            className="btn"
            disabled={isGathering}
            onClick={() => {
              setSelection({ of: "all" });
              void ask(kind === "event" ? "replay" : "rerun", { of: "all" });
            }}
          >
            {kind === "event" ? "Replay" : "Rerun"} all {formatCount(count)}…
          </button>
        )}
      </FilterBar>
      <div className={isSide ? "letters-split has-side" : "letters-split"}>
        <section className="min-w-0" aria-label="Failures">
          {kind === "event" && outbox && <OutboxLine outbox={outbox} />}
          <ListState<unknown>
            query={isList ? list : found}
            rows={isList ? list.rows : found.data && groups}
            words={isList ? ["failure", "failures"] : ["group", "groups"]}
            noData={
              settled > 0 && !isList ? (
                <EmptyState title="Nothing that needs attention">
                  <p>
                    {formatCount(settled)} {settled === 1 ? "group is" : "groups are"} resolved or ignored.
                  </p>
                </EmptyState>
              ) : (
                <NoFailures kind={kind} last={params.last} checkedAt={found.data?.at} outbox={outbox} />
              )
            }
            noMatch={
              filtered && (
                <EmptyState title="No failure matches">
                  <button type="button" className="btn" onClick={() => onParams(ANY)}>
                    Clear the filters
                  </button>
                </EmptyState>
              )
            }
            narrowing={{ word: "Last 24 hours", onNarrow: () => onParams({ last: "24h" }) }}
          >
            {() =>
              isList ? (
                <LetterTable
                  kind={listed}
                  letters={shown}
                  selection={selection}
                  looked={params.look}
                  body={body}
                  onLook={look}
                  onToggle={(letter, key) => setSelection(toggledLetter(selection, letter, { key, shown }))}
                  onToggleShown={() => setSelection(toggledShown(selection, shown))}
                />
              ) : (
                <GroupTable
                  kind={kind}
                  groups={groups}
                  last={params.last}
                  open={params.open}
                  selection={selection}
                  body={body}
                  onOpen={(key) => onParams({ open: key, look: null }, "replace")}
                  onToggle={(key) => setSelection(toggledGroup(selection, key, groups.map(groupKey)))}
                  onAct={act}
                  onMark={(next) => {
                    if ("state" in next) setMarking(next);
                    else void ask("discard", { of: "groups", keys: [groupKey(next.discard)] });
                  }}
                >
                  {(group) => (
                    <LetterRows
                      key="members"
                      group={group}
                      letters={shownMembers}
                      selection={selection}
                      looked={params.look}
                      onLook={look}
                      onToggle={(letter) =>
                        setSelection(toggledLetter(selection, letter, { key: groupKey(group), shown }))
                      }
                      onAll={() => onParams({ as: "list", type: group.subject, alike: group.fingerprint })}
                    />
                  )}
                </GroupTable>
              )
            }
          </ListState>
          <p className="more">
            {isList
              ? `${formatCount(shown.length)} shown`
              : found.data?.isCapped && "Only the newest failures were looked at."}
            {settled > 0 && !isList && (
              <button
                type="button"
                className="link"
                aria-pressed={params.settled}
                onClick={() => onParams({ settled: !params.settled }, "replace")}
              >
                {params.settled ? "Hide" : "Show"} {formatCount(settled)} settled{" "}
                {settled === 1 ? "group" : "groups"}
              </button>
            )}
            <span className="grow" />
            {isList ? (
              <ExportMenu list={listed === "event" ? "dead-events" : "dead-jobs"} filter={conditions} />
            ) : (
              <ExportMenu list="failure-groups" filter={{ ...conditions, kind }} />
            )}
            {isList && list.hasNextPage && (
              <button
                type="button"
                className="btn sm"
                disabled={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                Older
              </button>
            )}
          </p>
          {kind !== "run" && isSelecting(selection) && (
            <SelectionBar
              kind={listed}
              words={selectionWords(selection, groups)}
              isBusy={isGathering}
              onAsk={(doing) => void ask(doing, selection)}
              onCopy={kind === "event" ? () => void copy() : undefined}
              onClear={() => setSelection(NOTHING)}
            />
          )}
        </section>
        {isSide && (
          <LettersSide
            asked={asked?.doing === "replay" ? asked : null}
            letter={looked}
            place={at < 0 ? null : `${at + 1} of ${formatCount(total ?? shown.length)}, next with j`}
            onDiscard={() => asked && setAsked({ ...asked, doing: "discard" })}
            onStarted={started}
            onClose={close}
          />
        )}
      </div>
      {asked && asked.doing !== "replay" && (
        <BulkDialog
          kind={asked.doing}
          target={asked.target}
          name={nameOf(asked)}
          isCareful={asked.doing === "rerun"}
          onStarted={started}
          onClose={() => setAsked(null)}
        />
      )}
      {marking && <MarkDialog marking={marking} onClose={() => setMarking(null)} />}
    </>
  );
}

const chosenGroups = (selection: Selection, groups: readonly ShownGroup[]): readonly ShownGroup[] => {
  if (selection.of === "all") return groups;
  return selection.of === "groups" ? groups.filter((group) => selection.keys.includes(groupKey(group))) : [];
};

function selectionWords(selection: Selection, groups: readonly ShownGroup[]): string {
  if (selection.of === "letters") return `${formatCount(selection.letters.length)} selected`;
  const chosen = chosenGroups(selection, groups);
  const count = chosen.reduce((sum, group) => sum + group.count, 0);
  return `${formatCount(count)} in ${formatCount(chosen.length)} ${chosen.length === 1 ? "group" : "groups"}`;
}
