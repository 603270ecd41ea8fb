"use client";

import { TokenProvider } from "../../session/token-context.tsx";
import { CallPanel } from "../../workbench/call-panel.tsx";
import type { RouteGroup } from "../../workbench/route-choice.ts";
import { ViewHead } from "../shell/view-head.tsx";
import { AnswerTiming } from "./answer-timing.tsx";

type Props = {
  groups: readonly RouteGroup[];
  origin: string;
  /** The key of the route to begin with, or null. */
  asked: string | null;
};

/** A call with one's own token, and how long each stage took for it. */
export function TryView({ asked, groups, origin }: Props) {
  return (
    <>
      <ViewHead
        title="Try it"
        text="Calls go out with a token of your own, through the same gateway as everybody’s."
      />
      <TokenProvider>
        <CallPanel
          groups={groups}
          origin={origin}
          asked={asked}
          explainAnswer={(requestId) => <AnswerTiming key={requestId} requestId={requestId} />}
        />
      </TokenProvider>
    </>
  );
}
