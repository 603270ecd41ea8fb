import {
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { newSpanId, type TraceContext } from "../../trace-context.ts";
import type { PlannedSpan, RequestSpans } from "./request-spans.ts";

/** Where spans go, and what complains when they cannot. */
export type ExportOptions = {
  /** Of the OTLP receiver, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Told at most once a minute. */
  readonly complain: (why: string) => void;
};

/** Sends spans in batches, in OTLP over HTTP. */
export type SpanExport = {
  send(context: TraceContext, spans: RequestSpans): void;
  /** Resolves when everything sent so far has been taken, or has failed. */
  flush(): Promise<void>;
};

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;
const SPANS_WAITING_MAX = 8192;
const COMPLAIN_EVERY_MS = 60_000;

/** Opens the export. Loads a megabyte of code: import this module only where it is used. */
export function openExport({
  complain,
  endpoint,
  headers,
  serviceName,
}: ExportOptions): SpanExport {
  const hear = seldom(complain);
  listen(hear);
  // Ids are given out before there are spans: they have gone to the upstreams already.
  const next = { traceId: "", spanId: "" };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    // What is not to be recorded never comes here.
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } }),
        maxQueueSize: SPANS_WAITING_MAX,
      }),
    ],
  });
  const tracer = provider.getTracer("eloquent-gateway");

  function add(span: PlannedSpan, spanId: string, parent: Context): Context {
    next.spanId = spanId;
    const { attributes, endedAt, kind, name, startedAt } = span;
    const started = tracer.startSpan(
      name,
      { kind: KINDS[kind], startTime: startedAt, attributes },
      parent,
    );
    if (span.isError) started.setStatus({ code: SpanStatusCode.ERROR });
    started.end(endedAt);
    return trace.setSpan(parent, started);
  }

  return {
    send({ parentId, spanId, traceId }, { children, server }) {
      next.traceId = traceId;
      const caller = { traceId, spanId: parentId ?? "", traceFlags: TraceFlags.SAMPLED };
      const outside =
        parentId === null
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, { ...caller, isRemote: true });
      const own = add(server, spanId, outside);
      for (const child of children) add(child, newSpanId(), own);
    },
    flush: () => provider.forceFlush().catch((error) => hear(String(error))),
  };
}

// The SDK tells of failed exports through its diagnostics alone.
function listen(hear: (message: string) => void): void {
  const ignore = () => undefined;
  const logger = { error: hear, warn: hear, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

// It does with every batch.
function seldom(complain: (why: string) => void): (message: string) => void {
  let silentUntil = 0;
  return (message) => {
    if (performance.now() < silentUntil) return;
    silentUntil = performance.now() + COMPLAIN_EVERY_MS;
    complain(message);
  };
}
