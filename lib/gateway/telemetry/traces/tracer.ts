import { isSampled, type RootSampler, type TraceContext } from "../../trace-context.ts";
import type { Observer } from "../record.ts";
import type { ExportOptions, SpanExport } from "./exporter.ts";
import { type RequestSpans, requestSpans } from "./request-spans.ts";
import { rootSampler } from "./root-sampler.ts";

type Options = ExportOptions & {
  /** Share of the traces that begin here and are recorded, 0 to 1. */
  readonly rootShare: number;
};

export type Tracer = {
  readonly observe: Observer;
  readonly isSampled: RootSampler;
  readonly flush: () => Promise<void>;
};

const WAITING_MAX = 1000;

/**
 * Makes spans of answered requests, after the answer: nothing is wrapped round any call. The SDK is
 * loaded only for this; requests answered meanwhile wait for it, up to a number.
 */
export function openTracer({ rootShare, ...options }: Options): Tracer {
  let exporting: SpanExport | null = null;
  const waiting: [TraceContext, RequestSpans][] = [];
  const opened = import("./exporter.ts").then(({ openExport }) => {
    exporting = openExport(options);
    for (const [context, spans] of waiting.splice(0)) exporting.send(context, spans);
  });
  opened.catch((error) => options.complain(String(error)));
  return {
    observe(exchange, status, outcome, durationMs, now) {
      if (!isSampled(exchange.trace)) return;
      const spans = requestSpans(exchange, status, outcome, durationMs, now);
      if (exporting !== null) exporting.send(exchange.trace, spans);
      else if (waiting.length < WAITING_MAX) waiting.push([exchange.trace, spans]);
    },
    isSampled: rootSampler(rootShare),
    flush: () => opened.then(() => exporting?.flush()).catch(() => undefined),
  };
}
