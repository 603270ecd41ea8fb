"use client";

import { useState } from "react";
import type { DecisionRow } from "../feed/messages.ts";
import { useLive } from "../live/live-context.tsx";
import { Empty } from "../shell/empty.tsx";
import { ViewHead } from "../shell/view-head.tsx";
import type { Sight } from "../sight.ts";
import { filtered, NO_FILTER } from "./decision-filter.ts";
import { DecisionList } from "./decision-list.tsx";
import { type Chosen, DecisionPanel } from "./decision-panel.tsx";
import styles from "./decisions-view.module.css";
import { FilterBar } from "./filter-bar.tsx";

type Props = {
  sight: Sight;
  /** A request id from the address, or null. */
  asked: string | null;
  /** Roles to replay as; none outside of demo mode. */
  roles: readonly string[];
};

const texts = {
  all: "The last 500 requests of all organisations, as they are answered.",
  org: "Your organisation’s last 500 requests, as they are answered.",
} as const;

/** The last requests, and why each got its answer. */
export function DecisionsView({ asked, roles, sight }: Props) {
  const { decisions, hello, skipped } = useLive();
  const [filter, setFilter] = useState(NO_FILTER);
  const [held, setHeld] = useState<readonly DecisionRow[] | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(
    asked === null ? null : { requestId: asked, number: null },
  );
  const rows = held ?? decisions;
  const shown = filtered(rows, filter);

  function choose(row: Chosen | null): void {
    setChosen(row);
    const query = row === null ? "" : `?${new URLSearchParams({ request: row.requestId })}`;
    window.history.replaceState(null, "", `/console/decisions${query}`);
  }

  function close(): void {
    document.getElementById(`decision-${chosen?.number}`)?.focus();
    choose(null);
  }

  return (
    <>
      <ViewHead title="Decisions" text={texts[sight]} />
      <FilterBar
        rows={rows}
        shown={shown.length}
        filter={filter}
        onFilter={setFilter}
        waiting={held === null ? null : newerThan(held, decisions)}
        skipped={skipped}
        onHold={() => setHeld(decisions)}
        onRelease={() => setHeld(null)}
      />
      <div className={styles.split} data-is-open={chosen !== null}>
        {chosen === null ? null : (
          <DecisionPanel
            key={`${chosen.requestId} ${chosen.number}`}
            chosen={chosen}
            roles={roles}
            onClose={close}
          />
        )}
        {hello === null ? (
          <Empty title="Connecting…">What the gateway remembers shows up here.</Empty>
        ) : rows.length === 0 ? (
          <Empty title="Nothing decided yet">
            No request has come to this replica. <a href="/console/try">Send one</a>.
          </Empty>
        ) : shown.length === 0 ? (
          <Empty title="Nothing like that">
            None of the {rows.length} requests fits the filter.
          </Empty>
        ) : (
          <DecisionList rows={shown} chosen={chosen} hasOrgs={sight === "all"} onChoose={choose} />
        )}
      </div>
    </>
  );
}

function newerThan(held: readonly DecisionRow[], decisions: readonly DecisionRow[]): number {
  const newest = held[0]?.number ?? 0;
  return decisions.filter(({ number }) => number > newest).length;
}
