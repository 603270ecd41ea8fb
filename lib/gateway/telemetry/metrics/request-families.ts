import type { Family, Sample } from "./family.ts";
import type { RequestCounts, Series } from "./request-counts.ts";

const LABELS = ["route", "method", "status", "lane"];
const CACHE_LABELS = ["route", "result"];

/** What answered requests have come to. */
export function requestFamilies(requests: RequestCounts): readonly Family[] {
  return [...traffic(requests), ...decisions(requests)];
}

function traffic(requests: RequestCounts): readonly Family[] {
  function* perSeries<Value>(pick: (series: Series) => Value) {
    for (const series of requests.series()) {
      const { route, method, status, lane } = series.labels;
      yield [pick(series), route, method, status, lane] as const;
    }
  }
  return [
    {
      type: "counter",
      name: "gateway_requests_total",
      help: "Answered requests; 499 is a client that left",
      labels: LABELS,
      read: () => perSeries(({ seconds }) => seconds.count),
    },
    {
      type: "histogram",
      name: "gateway_request_duration_seconds",
      help: "Time from a request's arrival to the last byte of its answer",
      labels: LABELS,
      read: () => perSeries(({ seconds }) => seconds),
    },
    {
      type: "counter",
      name: "gateway_request_bytes_total",
      help: "Bytes of request bodies",
      labels: LABELS,
      read: () => perSeries(({ bytesIn }) => bytesIn),
    },
    {
      type: "counter",
      name: "gateway_response_bytes_total",
      help: "Bytes of answers' bodies",
      labels: LABELS,
      read: () => perSeries(({ bytesOut }) => bytesOut),
    },
    {
      type: "histogram",
      name: "gateway_upstream_duration_seconds",
      help: "Time from a request's first try to the head of its upstream's answer, all tries together",
      labels: ["upstream"],
      read: () => [...requests.upstreamSeconds].map(([name, seconds]) => [seconds, name] as const),
    },
  ];
}

function decisions(requests: RequestCounts): readonly Family[] {
  return [
    {
      type: "counter",
      name: "gateway_refusals_total",
      help: "Requests that were refused, by reason",
      labels: ["reason"],
      read: () => counted(requests.refusals),
    },
    {
      type: "counter",
      name: "gateway_answers_broken_total",
      help: "Answers that broke after their heads, but for clients that left",
      labels: ["upstream"],
      read: () => counted(requests.broken),
    },
    {
      type: "counter",
      name: "gateway_token_verifications_total",
      help: "Tokens of requests to routes with auth, by how their verification ended",
      labels: ["result"],
      read: () => counted(requests.tokens),
    },
    {
      type: "counter",
      name: "gateway_limiter_decisions_total",
      help: "Requests counted against a limit, by who is counted and whether they passed",
      labels: ["per", "decision"],
      read: () =>
        [...requests.limits].flatMap(([per, { allowed, refused }]): Sample[] => [
          [allowed, per, "allowed"],
          [refused, per, "refused"],
        ]),
    },
    {
      type: "counter",
      name: "gateway_cache_requests_total",
      help: "Requests of routes with a cache, by what it made of them",
      labels: CACHE_LABELS,
      read: () => cached(requests, ({ requests }) => requests),
    },
    {
      type: "counter",
      name: "gateway_cache_response_bytes_total",
      help: "Bytes of the bodies of those answers",
      labels: CACHE_LABELS,
      read: () => cached(requests, ({ bytes }) => bytes),
    },
  ];
}

function* cached(
  requests: RequestCounts,
  pick: (counts: { requests: number; bytes: number }) => number,
): Generator<Sample> {
  for (const counts of requests.cached()) yield [pick(counts), counts.route, counts.result];
}

function* counted(counts: ReadonlyMap<string, number>): Generator<Sample> {
  for (const [key, count] of counts) yield [count, key];
}
