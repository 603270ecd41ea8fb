import { hostname } from "node:os";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { processWide } from "#lib/gateway/process-wide.ts";
import type { Replica } from "./feed/messages.ts";

/** The process that answers: there may be others behind the same balancer. */
export function replica(): Replica {
  const fixed = processWide("replica", () => ({
    id: crypto.randomUUID(),
    host: hostname(),
    pid: process.pid,
    startedAt: Date.now() - Math.round(process.uptime() * 1000),
  }));
  return { ...fixed, lane: gatewayInstance().directLane.isAttached ? "direct" : "route" };
}
