import type { Family, Sample } from "./family.ts";
import type { UpstreamReading } from "./sources.ts";

type Server = UpstreamReading["servers"][number];

const CIRCUITS = ["closed", "half_open", "open"] as const;

/** What is known of the upstreams and of their servers. */
export function upstreamFamilies(read: () => readonly UpstreamReading[]): readonly Family[] {
  return [...upstreams(read), ...servers(read)];
}

function upstreams(read: () => readonly UpstreamReading[]): readonly Family[] {
  const family = (
    type: "counter" | "gauge",
    name: string,
    help: string,
    pick: (upstream: UpstreamReading) => number,
  ): Family => ({
    ...{ type, name: `gateway_upstream_${name}`, help, labels: ["upstream"] },
    read: () => read().map((upstream): Sample => [pick(upstream), upstream.name]),
  });
  return [
    family("counter", "requests_total", "Requests let through", (of) => of.requests),
    family("counter", "failures_total", "Those that failed in the end", (of) => of.failures),
    family("counter", "retries_total", "Further tries", (of) => of.retries),
    family(
      "counter",
      "retries_denied_total",
      "Further tries that the budget did not allow",
      (of) => of.retriesDenied,
    ),
    family("gauge", "in_flight", "Calls that are not over", (of) => of.inFlight),
    family("gauge", "in_flight_max", "The most there may be", (of) => of.inFlightMax),
    family("counter", "circuit_openings_total", "Times its circuit opened", (of) => of.openings),
    {
      type: "counter",
      name: "gateway_upstream_refused_total",
      help: "Requests refused at once, because its circuit was open or too many were in flight",
      labels: ["upstream", "why"],
      read: () =>
        read().flatMap(({ name, refusedByCircuit, refusedByLoad }): Sample[] => [
          [refusedByCircuit, name, "circuit"],
          [refusedByLoad, name, "load"],
        ]),
    },
    {
      type: "gauge",
      name: "gateway_upstream_circuit",
      help: "1 for the state its circuit is in",
      labels: ["upstream", "state"],
      read: () =>
        read().flatMap(({ name, circuit }) =>
          CIRCUITS.map((state): Sample => [state === circuit ? 1 : 0, name, state]),
        ),
    },
  ];
}

function servers(read: () => readonly UpstreamReading[]): readonly Family[] {
  const family = (
    type: "counter" | "gauge",
    name: string,
    help: string,
    pick: (server: Server) => number,
  ): Family => ({
    ...{ type, name: `gateway_server_${name}`, help, labels: ["upstream", "server"] },
    read: () =>
      read().flatMap((upstream) =>
        upstream.servers.map((server): Sample => [pick(server), upstream.name, server.origin]),
      ),
  });
  return [
    family("gauge", "in_flight", "Calls to one server that are not over", (of) => of.inFlight),
    family("counter", "failures_total", "Tries at it that failed", (of) => of.failures),
    family("counter", "ejections_total", "Times it was taken out", (of) => of.ejections),
    family("gauge", "ejected", "1 while it is out", (of) => (of.isEjected ? 1 : 0)),
  ];
}
