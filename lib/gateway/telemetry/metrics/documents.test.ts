import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import { collectDefaultMetrics, Registry } from "prom-client";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Family } from "./family.ts";
import { processFamilies } from "./process-families.ts";
import { RequestCounts } from "./request-counts.ts";
import { requestFamilies } from "./request-families.ts";
import { SOURCES } from "./sample-sources.ts";
import { upstreamFamilies } from "./upstream-families.ts";

const ROOT = join(import.meta.dirname, "../../../..");
/** What Prometheus itself adds to every series. */
const ADDED = ["instance", "job"];

const families: readonly Family[] = [
  ...requestFamilies(new RequestCounts()),
  ...upstreamFamilies(SOURCES.upstreams),
  ...processFamilies(SOURCES),
];

test("every alert asks for metrics and labels that there are", () => {
  const { groups } = parse(read("deploy/prometheus/alerts.yml"));
  const rules: { alert: string; expr: string }[] = groups.flatMap(
    (group: { rules: unknown[] }) => group.rules,
  );

  expect(rules.length).toBeGreaterThan(10);
  for (const { alert, expr } of rules) expect([alert, faultsOf(expr)]).toEqual([alert, []]);
});

test("every panel of the dashboard asks for metrics and labels that there are", () => {
  const dashboard = JSON.parse(read("deploy/grafana/gateway.json"));
  const expressions = [...stringsUnder(dashboard, "expr")];

  expect(expressions.length).toBeGreaterThan(30);
  for (const expr of expressions) {
    const asGrafanaSends = expr.replaceAll("$__rate_interval", "1m");
    expect([expr, faultsOf(asGrafanaSends)]).toEqual([expr, []]);
  }
});

test("the dashboard's choices are labels that there are", () => {
  const queries = [...stringsUnder(JSON.parse(read("deploy/grafana/gateway.json")), "query")];
  const choices = queries.flatMap((query) => [...query.matchAll(/label_values\((\w+), (\w+)\)/g)]);

  expect(choices.length).toBeGreaterThan(0);
  for (const [, name = "", label = ""] of choices) {
    expect(labelsOf().get(name)).toContain(label);
  }
});

test("the dashboard shows every metric of the gateway's own", () => {
  const dashboard = read("deploy/grafana/gateway.json");
  const unseen = families.filter(({ name }) => !dashboard.includes(name)).map(({ name }) => name);

  // Totals of what the panels show by parts, and facts that only alerts and people ask for.
  expect(unseen).toEqual([
    "gateway_cache_response_bytes_total",
    "gateway_upstream_circuit_openings_total",
    "gateway_server_in_flight",
    "gateway_server_failures_total",
    "gateway_cache_entries",
    "gateway_store_outages_total",
    "gateway_config_routes",
    "gateway_config_last_reload_successful",
  ]);
});

test("the documentation has a row for each metric, and for no other", () => {
  const rows = read("docs/observability.md")
    .split("\n")
    .filter((line) => line.startsWith("| `gateway_"))
    .map((line) => line.replace(/\s+\|/g, " |"));

  expect(rows.sort()).toEqual(families.map(rowOf).sort());
});

test("no page of the documentation names a metric that there is not", () => {
  const known = new Set(families.map(({ name }) => name));
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const named = pages.flatMap((page) =>
    [...read(`docs/${page}`).matchAll(/`(gateway_[a-z_]+)`/g)].map(([, name = ""]) => name),
  );

  expect(named.length).toBeGreaterThan(known.size);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

function rowOf({ help, labels, name, type }: Family): string {
  const cells = [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(", "), help];
  return `| ${cells.join(" | ")} |`.replace(/\s+\|/g, " |");
}

/** What an expression asks for that there is not, or where it does not parse. */
function faultsOf(expression: string): string[] {
  const faults: string[] = [];
  const names: string[] = [];
  const labels: string[] = [];
  parser.parse(expression).iterate({
    enter({ from, name, to, type }) {
      const text = expression.slice(from, to);
      if (type.isError) faults.push(`does not parse at ${from}`);
      if (name === "Identifier") names.push(text);
      if (name === "LabelName") labels.push(text);
    },
  });
  const known = labelsOf();
  if (names.length === 0) faults.push("asks for no metric");
  const allowed = new Set(names.flatMap((name) => known.get(name) ?? []));
  return [
    ...faults,
    ...names.filter((name) => !known.has(name)),
    ...labels.filter((label) => !allowed.has(label)),
  ];
}

/** Labels by the name of what is scraped. */
function labelsOf(): ReadonlyMap<string, readonly string[]> {
  const own = families.flatMap(({ labels, name, type }) =>
    type === "histogram" ? ofHistogram(name, labels) : [[name, [...labels, ...ADDED]] as const],
  );
  return new Map([["up", ADDED], ...own, ...NODE]);
}

const NODE = nodeMetrics();

function nodeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry.getMetricsAsArray().flatMap(({ name }) => ofHistogram(name, []));
}

function ofHistogram(name: string, labels: readonly string[]) {
  const all = [...labels, ...ADDED];
  return [
    ...["", "_sum", "_count"].map((suffix) => [name + suffix, all] as const),
    [`${name}_bucket`, [...all, "le"]] as const,
  ];
}

function* stringsUnder(value: unknown, key: string): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key && typeof inner === "string") yield inner;
    else yield* stringsUnder(inner, key);
  }
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
