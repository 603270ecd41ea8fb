import { parseSync, Visitor } from "oxc-parser";
import { importsOf } from "./imports.ts";

/** Something that makes a deciding module depend on more than its arguments. */
export type Impurity = Readonly<{ what: string; line: number }>;

/** Modules that decide: plain data in, plain data out. */
const deciding = [
  /^lib\/gateway\/routing\//,
  /^lib\/gateway\/cors\//,
  /^lib\/gateway\/openapi\//,
  /^lib\/gateway\/config\/(described-operation|description-references)\.ts$/,
  /^lib\/gateway\/client\//,
  /^lib\/gateway\/identity\/(bearer|challenge|claims|compact-jwt|scopes)\.ts$/,
  /^lib\/gateway\/upstream\/[a-z-]*headers\.ts$/,
  /^lib\/gateway\/upstream\/(breaker|ejection|pool|recent-counts|retry-budget|server)\.ts$/,
  /^lib\/gateway\/ratelimit\/sliding-window\.ts$/,
  /^lib\/gateway\/cache\/(answer|cache-[a-z]+|conditional|entry|freshness|generations|http-date)\.ts$/,
  /^lib\/gateway\/cache\/(invalidation|key|make-entry|partition|policy|range|request-terms|revalidation|vary)\.ts$/,
  /^lib\/gateway\/observation\//,
  /^lib\/gateway\/config\/(lint[a-z-]*|named-variables)\.ts$/,
  /^lib\/gateway\/explain\/(cache-key-parts|masked|rivals|[a-z-]*exposure)\.ts$/,
  /^lib\/gateway\/telemetry\/(decision|verdict-detail)\.ts$/,
  /^lib\/gateway\/telemetry\/(access-json|access-line|cache-result|seen-status)\.ts$/,
  /^lib\/gateway\/telemetry\/(metrics\/(access|token-result)|traces\/(request-spans|root-sampler))\.ts$/,
];

const impureModules =
  /^(undici|pino|@upstash\/|node:(child_process|fs|http|https|net|perf_hooks|timers|process))/;
const impureGlobals = new Set(["fetch", "performance", "process", "setInterval", "setTimeout"]);
const impureMembers = new Set(["Date.now", "Math.random", "crypto.randomUUID"]);

/** Clocks, randomness, environment and I/O in a deciding module; none elsewhere. */
export function impuritiesOf(path: string, source: string): readonly Impurity[] {
  if (!deciding.some((pattern) => pattern.test(path))) return [];
  const found: { what: string; start: number }[] = [];
  const { program } = parseSync(path, source);
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== "Identifier" || property.type !== "Identifier") return;
      const name = `${object.name}.${property.name}`;
      if (impureMembers.has(name)) found.push({ what: `uses ${name}`, start });
      if (impureGlobals.has(object.name)) found.push({ what: `uses ${object.name}`, start });
    },
    CallExpression({ callee, start }) {
      if (callee.type !== "Identifier" || !impureGlobals.has(callee.name)) return;
      found.push({ what: `calls ${callee.name}`, start });
    },
    NewExpression({ callee, arguments: args, start }) {
      if (callee.type !== "Identifier" || callee.name !== "Date" || args.length > 0) return;
      found.push({ what: "reads the clock by new Date()", start });
    },
  }).visit(program);
  const uses = found.map(({ what, start }) => ({
    what,
    line: source.slice(0, start).split("\n").length,
  }));
  const imports = importsOf(path, source)
    .filter(({ target }) => impureModules.test(target))
    .map(({ target, line }) => ({ what: `imports ${target}`, line }));
  return [...uses, ...imports];
}
