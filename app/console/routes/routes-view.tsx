"use client";

import { useState } from "react";
import filterStyles from "../decisions/filter-bar.module.css";
import { useLive } from "../live/live-context.tsx";
import { Empty } from "../shell/empty.tsx";
import { ViewHead } from "../shell/view-head.tsx";
import { isFound, type RouteLine } from "./route-line.ts";
import { RouteTable } from "./route-table.tsx";

type Access = "all" | "open" | "closed";

/** The table of routes.yaml, to search. */
export function RoutesView({ lines }: { lines: readonly RouteLine[] }) {
  const { tick } = useLive();
  const [text, setText] = useState("");
  const [access, setAccess] = useState<Access>("all");
  const shown = lines.filter(
    (line) =>
      isFound(line, text) && (access === "all" || (line.refusal === null) === (access === "open")),
  );
  return (
    <>
      <ViewHead
        title="Routes"
        text="What routes.yaml lets through, as it runs now, and what of it you may call."
      />
      <search className={filterStyles.bar}>
        <label className={filterStyles.text}>
          <span className="visually-hidden">Search routes</span>
          <input
            type="search"
            className={filterStyles.field}
            placeholder="Path, scope, upstream"
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className={filterStyles.choice}>
          <span className={filterStyles.label}>Show</span>
          <select
            className={filterStyles.field}
            value={access}
            onChange={({ target }) =>
              setAccess(choices.find(([value]) => value === target.value)?.[0] ?? "all")
            }
          >
            {choices.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p className={`${filterStyles.count} ${filterStyles.end}`} role="status">
          {shown.length} of {lines.length} routes
        </p>
      </search>
      {shown.length === 0 ? (
        <Empty title="No such route">None of the {lines.length} routes fits the search.</Empty>
      ) : (
        <RouteTable lines={shown} health={tick?.health ?? null} />
      )}
    </>
  );
}

const choices: readonly (readonly [Access, string])[] = [
  ["all", "All"],
  ["open", "Those I may call"],
  ["closed", "Those I may not"],
];
