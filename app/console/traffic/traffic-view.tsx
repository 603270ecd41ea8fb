"use client";

import { useLive } from "../live/live-context.tsx";
import { Empty } from "../shell/empty.tsx";
import { ViewHead } from "../shell/view-head.tsx";
import type { Sight } from "../sight.ts";
import { Figures } from "./figures.tsx";
import { SummaryTable } from "./summary-table.tsx";
import { TrafficCharts } from "./traffic-charts.tsx";

const texts = {
  all: "What all organisations have called in the last fifteen minutes.",
  org: "What your organisation has called in the last fifteen minutes.",
} as const;

/** The last fifteen minutes, as they go on. */
export function TrafficView({ sight }: { sight: Sight }) {
  const { hello, tick } = useLive();
  return (
    <>
      <ViewHead title="Traffic" text={texts[sight]} />
      {hello === null || tick === null ? (
        <Empty title="Connecting…">The charts begin with what the gateway remembers.</Empty>
      ) : tick.span.requests === 0 ? (
        <Empty title="Quiet for fifteen minutes">
          No request has come to this replica. <a href="/console/try">Send one</a>, and it shows up
          here within a second.
        </Empty>
      ) : (
        <>
          <Figures minute={tick.minute} span={tick.span} />
          <TrafficCharts />
          <SummaryTable title="Routes" first="Route" rows={tick.routes} isLimited />
          <SummaryTable
            title="Upstreams"
            first="Upstream"
            rows={tick.upstreams}
            isLimited={false}
          />
        </>
      )}
    </>
  );
}
