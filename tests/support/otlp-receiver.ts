import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A span as it came in over OTLP, with its attributes in plain values. */
export type ReceivedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  /** 2 for an error. */
  readonly statusCode: number | undefined;
  readonly startedAtNano: bigint;
  readonly endedAtNano: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
};

export type OtlpReceiver = {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is to be. */
  readonly endpoint: string;
  /** Every span so far. */
  readonly spans: ReceivedSpan[];
  /** Headers of the exports so far. */
  readonly headers: Readonly<Record<string, string>>[];
  stop(): Promise<void>;
};

/** Starts a receiver of OTLP over HTTP as a process of its own, as collectors are. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const program = join(import.meta.dirname, "otlp-receiver-process.ts");
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const spans: ReceivedSpan[] = [];
  const headers: Record<string, string>[] = [];
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, "line");
  lines.on("line", (line: string) => {
    const received = JSON.parse(line);
    headers.push(received.headers);
    spans.push(...spansOf(received.body));
  });
  const { port } = JSON.parse(first);
  return { endpoint: `http://127.0.0.1:${port}`, spans, headers, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill();
  await exited;
}

// opentelemetry/proto/trace/v1/trace.proto, in its JSON form.
type Attribute = {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number };
};
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
};
type Export = {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: Span[] }[];
  }[];
};

function spansOf({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        ...{ traceId: span.traceId, spanId: span.spanId, name: span.name, kind: span.kind },
        parentSpanId: span.parentSpanId,
        statusCode: span.status.code,
        startedAtNano: BigInt(span.startTimeUnixNano),
        endedAtNano: BigInt(span.endTimeUnixNano),
        attributes: plain(span.attributes),
        resource: plain(resource.attributes),
      })),
  );
}

function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value: { doubleValue, intValue, stringValue } }) => [
      key,
      stringValue ?? doubleValue ?? Number(intValue),
    ]),
  );
}
