import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Path, Report } from "./faults.ts";
import { knownKeys } from "./schema.ts";

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  int: "a whole number",
  number: "a whole number",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** Words for what a schema does not word itself; an option of `safeParse`. */
export function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_small") return `must be at least ${issue.minimum}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}`;
  return undefined;
}

/** Reports what a schema found, in the words of the file: its keys, lists and maps. */
export function reportIssues(issues: readonly Issue[], report: Report): void {
  for (const issue of issues.flatMap(unfold)) {
    const path = pathOf(issue);
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) report([...path, key], unknownKey(key, path), "key");
    } else {
      report(path, textOf(issue), issue.code === "invalid_key" ? "key" : "value");
    }
  }
}

/** The keys and indexes that lead to an issue. */
export function pathOf(issue: Issue): Path {
  return issue.path.map((step) => (typeof step === "number" ? step : String(step)));
}

// Of the forms a value can take, the one that it looks like is the one that was meant.
function unfold(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((branch) => branch.every(isInside)) ?? issue.errors.at(-1) ?? [];
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === "unrecognized_keys";
}

function textOf(issue: Issue): string {
  const text = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
  return text ?? issue.message;
}

function unknownKey(key: string, path: Path): string {
  const place = path.findLast((step) => typeof step === "string") ?? "";
  const near = (knownKeys[place] ?? [])
    .map((name) => ({ name, edits: distance(folded(name), folded(key)) }))
    .sort((left, right) => left.edits - right.edits)
    .find(({ name, edits }) => edits <= Math.max(1, name.length / 3));
  return near === undefined ? "unknown key" : `unknown key; did you mean ${near.name}?`;
}

// cacheTTL and cache-ttl are cache_ttl to whoever wrote them.
function folded(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, "");
}
