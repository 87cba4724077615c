"use client";

import type { FailureKind } from "@stageline/engine/read";
import Link from "next/link";
import type { ReactNode, RefObject } from "react";
import { runsHref } from "@/features/runs/search-params";
import { SelectBox } from "@/features/runs/selection/select-box";
import { useAppearance } from "@/ui/appearance/store";
import { Sparkline } from "@/ui/charts/sparkline";
import { Columns } from "@/ui/columns";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Age, useAgeWidth } from "@/ui/time";
import { SUBJECT_WORDS } from "./filter-bar";
import { groupKey, type ShownGroup } from "./group-key";
import { GroupMenu, type Marking } from "./group-menu";
import { firstLine } from "./letter";
import type { Span } from "./search-params";
import { hasGroup, type Selection } from "./selection";

const NAMES: Readonly<Record<Span, string>> = { "24h": "24 hours", "7d": "7 days", "30d": "30 days" };
/** Pixels; null takes what is left. @param age of a column of ages */
const widths = (age: number) => [80, 160, null, 62, 88, age, age, 140];
export const GROUP_COLUMNS = widths(0).length;

/** The pixels of an age in one unit; an instant takes what it takes elsewhere. */
const SHORT_AGE = 58;

const ACTION: Readonly<Record<FailureKind, string>> = { event: "Replay", job: "Rerun", run: "Rerun" };

/** One row per group of failures that are alike, and under one of them its failures. Data only. */
export function GroupTable({
  kind,
  groups,
  last,
  open,
  selection,
  body,
  onOpen,
  onToggle,
  onAct,
  onMark,
  children,
}: {
  kind: FailureKind;
  groups: readonly ShownGroup[];
  last: Span;
  /** The key of the group whose failures are shown. */
  open: string | null;
  selection: Selection;
  body: RefObject<HTMLTableSectionElement | null>;
  onOpen: (key: string | null) => void;
  onToggle: (key: string) => void;
  /** Replays or reruns them. */
  onAct: (group: ShownGroup) => void;
  onMark: (marking: Marking | { readonly discard: ShownGroup }) => void;
  /** Rows under the group that is open. */
  children: (group: ShownGroup) => ReactNode;
}) {
  const ageWidth = useAgeWidth();
  const isAbsolute = useAppearance().time === "absolute";
  return (
    <div className="tblx letters-groups">
      <table className="tbl">
        <caption className="sr">Failures that are alike, those that failed last first</caption>
        <Columns widths={widths(isAbsolute ? ageWidth : SHORT_AGE)} />
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">Selected</span>
            </th>
            <th scope="col" className="capital">
              {SUBJECT_WORDS[kind]}
            </th>
            <th scope="col">Error</th>
            <th scope="col" className="num">
              Count
            </th>
            <th scope="col">{NAMES[last]}</th>
            <th scope="col" className="num">
              First
            </th>
            <th scope="col" className="num" aria-sort="descending">
              Last
            </th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        {/* Keyed rows of a group stay together: the open one is followed by its failures. */}
        <tbody ref={body}>
          {groups.flatMap((group) => {
            const key = groupKey(group);
            const isOpen = open === key;
            const row = (
              <GroupRow
                key={key}
                kind={kind}
                group={group}
                isOpen={isOpen}
                isSelected={hasGroup(selection, key)}
                onOpen={() => onOpen(isOpen ? null : key)}
                onToggle={() => onToggle(key)}
                onAct={() => onAct(group)}
                onMark={onMark}
              />
            );
            return isOpen ? [row, children(group)] : [row];
          })}
        </tbody>
      </table>
    </div>
  );
}

function GroupRow({
  kind,
  group,
  isOpen,
  isSelected,
  onOpen,
  onToggle,
  onAct,
  onMark,
}: {
  kind: FailureKind;
  group: ShownGroup;
  isOpen: boolean;
  isSelected: boolean;
  onOpen: () => void;
  onToggle: () => void;
  onAct: () => void;
  onMark: (marking: Marking | { readonly discard: ShownGroup }) => void;
}) {
  const { subject, error, count, runs, trend, firstAt, lastAt, isSettled, mark } = group;
  const named = `${subject}: ${firstLine(error)}`;
  const acted = kind === "job" ? runs : count;
  return (
    <tr data-row className={isSelected ? "run-row sel" : "run-row"} data-settled={isSettled || undefined}>
      <td>
        <span className="row-b">
          {kind !== "run" && (
            <>
              <Icon name={isOpen ? "down" : "right"} size={14} />
              <span className="relative z-1">
                <SelectBox
                  label={`Select all alike: ${named}`}
                  state={isSelected ? "all" : "none"}
                  onToggle={onToggle}
                />
              </span>
            </>
          )}
        </span>
      </td>
      <td className="mono" title={subject}>
        {kind === "run" ? (
          <Link className="row-link med" href={runsOf(group)}>
            {subject}
          </Link>
        ) : (
          <button type="button" className="row-link med" aria-expanded={isOpen} onClick={onOpen}>
            {subject}
          </button>
        )}
      </td>
      <td title={error}>
        {mark && (
          <span className="chip line" title={`${mark.reason} (${mark.actorId})`}>
            {mark.state === "IGNORED" ? "ignored" : isSettled ? "resolved" : "again"}
          </span>
        )}{" "}
        {error === "" ? <span className="t3">no error was recorded</span> : firstLine(error)}
      </td>
      <td className="num semi">{formatCount(count)}</td>
      <td>
        <Sparkline values={trend} tone="warn" />
      </td>
      <td className="num t2">
        <Age at={firstAt} />
      </td>
      <td className="num t2">
        <Age at={lastAt} />
      </td>
      <td className="num">
        <span className="row-actions">
          <button
            type="button"
            className="btn sm"
            aria-label={`${ACTION[kind]} ${formatCount(acted)}: ${named}`}
            onClick={onAct}
          >
            {ACTION[kind]}
            {acted > 1 && ` ${formatCount(acted)}`}
          </button>
          <GroupMenu kind={kind} group={group} named={named} onMark={onMark} />
        </span>
      </td>
    </tr>
  );
}

/** The list of runs that failed alike. */
const runsOf = ({ subject, fingerprint }: ShownGroup): string =>
  runsHref("/runs", { status: ["FAILED"], wf: [subject], alike: fingerprint });
