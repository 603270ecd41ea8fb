"use client";

import { type ReactNode, useState } from "react";
import { useToken } from "../session/token-context.tsx";
import styles from "./call-panel.module.css";
import type { RouteGroup } from "./route-choice.ts";
import { RouteList } from "./route-list.tsx";
import { Workbench } from "./workbench.tsx";

type Props = {
  groups: readonly RouteGroup[];
  /** The gateway's own origin, for commands to copy. */
  origin: string;
  /** The key of the route to begin with; without one the first that needs a token. */
  asked?: string | null;
  /** What the page knows of an answered call besides the answer. */
  explainAnswer?: (requestId: string) => ReactNode;
};

/** Choose a route, call it, see the answer. */
export function CallPanel({ groups, origin, asked = null, explainAnswer }: Props) {
  const { held } = useToken();
  const routes = groups.flatMap((group) => group.routes);
  const [chosen, setChosen] = useState(
    () =>
      routes.find(({ key }) => key === asked) ??
      routes.find(({ authRequired }) => authRequired) ??
      routes[0],
  );
  if (chosen === undefined) return null;
  const claims = held?.claims ?? null;
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="call">
      <div className={styles.routes}>
        <h2 id="call" className={styles.title}>
          Call a route
        </h2>
        <RouteList groups={groups} chosen={chosen} claims={claims} onChoose={setChosen} />
      </div>
      <Workbench route={chosen} origin={origin} explainAnswer={explainAnswer} />
    </section>
  );
}
