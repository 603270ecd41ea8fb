import { z } from "zod";
import { httpUrl, text } from "./fields.ts";

const share = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?)$/, "is no share from 0 to 1, such as 0.1")
  .transform(Number);
// OpenTelemetry's form: key=value,key=value, values percent-encoded.
const headers = z.string().transform((list, context) => {
  const pairs = list.split(",").map((pair) => /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/.exec(pair));
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        if (pair === null) throw new URIError();
        return [pair[1] ?? "", decodeURIComponent(pair[2] ?? "")];
      }),
    );
  } catch {
    context.addIssue("is no list such as api-key=secret,tenant=acme");
    return z.NEVER;
  }
});

/** What the gateway tells of itself: variables of logs, metrics and traces. */
export const observabilityVariables = {
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  LOG_SAMPLE_2XX: share.default(1),
  METRICS: z.enum(["on", "off"]).default("on"),
  METRICS_TOKEN: text.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.default({}),
  OTEL_SERVICE_NAME: text.default("eloquent-gateway"),
  OTEL_TRACES_SAMPLER: z
    .enum(["parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"])
    .default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: share.default(1),
};

type Variables = z.output<z.ZodObject<typeof observabilityVariables>>;

/** Where spans go, and which of the traces that begin here are recorded. */
export type TracingEnv = Readonly<{
  /** Of the OTLP receiver, without `/v1/traces`. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  /** 0 to 1. A caller's own decision is kept whatever this says. */
  rootShare: number;
}>;

export type ObservabilityEnv = Readonly<{
  logLevel: Variables["LOG_LEVEL"];
  /** Share of the access lines about 2xx answers that are kept, 0 to 1. */
  logSample2xx: number;
  /** Null: nothing is counted. Without a token this machine alone may read the metrics. */
  metrics: Readonly<{ token: string | null }> | null;
  /** Null: no spans are made. */
  tracing: TracingEnv | null;
}>;

export function observabilityFrom(variables: Variables): ObservabilityEnv {
  return {
    logLevel: variables.LOG_LEVEL,
    logSample2xx: variables.LOG_SAMPLE_2XX,
    metrics: variables.METRICS === "off" ? null : { token: variables.METRICS_TOKEN ?? null },
    tracing: tracingFrom(variables),
  };
}

function tracingFrom(variables: Variables): TracingEnv | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER: sampler } = variables;
  if (endpoint === undefined) return null;
  const rootShares = {
    parentbased_always_on: 1,
    parentbased_always_off: 0,
    parentbased_traceidratio: variables.OTEL_TRACES_SAMPLER_ARG,
  };
  return {
    endpoint: endpoint.replace(/\/+$/, ""),
    headers: variables.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: variables.OTEL_SERVICE_NAME,
    rootShare: rootShares[sampler],
  };
}
