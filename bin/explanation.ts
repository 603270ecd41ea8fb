import type { Explanation } from "../lib/gateway/explain/explain.ts";
import type { Verdict } from "../lib/gateway/telemetry/decision.ts";
import { columns, paint, print } from "./terminal.ts";

const MARKS = {
  passed: "✓",
  answered: "●",
  refused: "✗",
  off: "–",
  "not reached": "·",
} as const;
const COLOURS = {
  passed: "green",
  answered: "cyan",
  refused: "red",
  off: "dim",
  "not reached": "dim",
} as const;

/** Prints an explanation for people; `place` is where the route stands. */
export function printExplanation(explanation: Explanation, place: string | null): void {
  const { answer, cacheKey, decision, rateKey, rivals, upstream } = explanation;
  print(heading(explanation));
  section("Route", [routeLine(explanation, place)]);
  if (rivals.length > 0) {
    const title = explanation.route === null ? "Routes of that path" : "Beat";
    section(
      title,
      rivals.map(({ method, path, why }) => [`${method} ${path}`, why]),
    );
  }
  section("Stages", decision.verdicts.map(verdictLine));
  if (rateKey !== null) section("Counted as", [[rateKey]]);
  if (cacheKey !== null)
    section(
      "Cached by",
      cacheKey.map(({ name, value }) => [name, value]),
    );
  if (upstream !== null) {
    section("Sent to the service", [[`${upstream.method} ${upstream.url}`]]);
    print(
      columns(
        upstream.headers.map(({ name, value }) => [`${name}:`, printable(value)]),
        "    ",
      ),
    );
  }
  section("Answer", [[`${answer.status}${upstream === null ? "" : ", if the service says so"}`]]);
  print(
    columns(
      answer.headers.map(({ name, value }) => [`${name}:`, printable(value)]),
      "    ",
    ),
  );
  if (answer.body !== null) print(indented(JSON.stringify(answer.body, null, 2)));
}

function heading({ decision }: Explanation): string {
  const { code, message, method, org, path, role, status, user } = decision;
  const who = user === null ? "anonymous" : `user ${user} of ${org}, role ${role ?? "none"}`;
  const verdict = code === null ? paint("green", `${status}`) : paint("red", `${status} ${code}`);
  const line = `${paint("bold", `${method} ${path || "(a path that is refused)"}`)}  ${who}`;
  return `${line}\n${verdict}${message === null ? "" : `  ${message}`}`;
}

function routeLine({ params, route }: Explanation, place: string | null): string[] {
  if (route === null) return ["none takes the request"];
  const names = route.path.match(/\{[^}]*\}/g) ?? [];
  const values = names.map((name, index) => `${name} = ${params[index] ?? ""}`);
  return [`${route.method} ${route.path}`, place ?? "", values.join(", "), route.description ?? ""];
}

function verdictLine({ detail, outcome, stage }: Verdict): string[] {
  const mark = `${MARKS[outcome]} ${outcome}`;
  const isDim = outcome === "off" || outcome === "not reached";
  return [paint(COLOURS[outcome], mark), stage, isDim ? paint("dim", detail) : detail];
}

function section(title: string, rows: readonly (readonly string[])[]): void {
  print(`\n${paint("bold", title)}\n${columns(rows, "  ")}`);
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}

// Header values are byte strings: what was sent as UTF-8 is read as such.
function printable(value: string): string {
  return Buffer.from(value, "latin1").toString("utf8");
}
