import { givenEnvironment } from "../lib/env.ts";
import { type Change, type Effect, exposureChanges } from "../lib/gateway/explain/exposure.ts";
import { openRoutes } from "./routes-file.ts";
import { columns, paint, print, printJson } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage-error.ts";

export type DiffOptions = { readonly json: boolean; readonly markdown: boolean };

const EFFECTS: readonly Effect[] = ["looser", "tighter", "neutral"];
const TITLES = { looser: "Lets more in", tighter: "Lets less in", neutral: "Neither" } as const;
const COLOURS = { looser: "red", tighter: "green", neutral: "cyan" } as const;

/** Tells what a change of routes.yaml does to who may reach what. */
export function diff(before: string, after: string, { json, markdown }: DiffOptions): ExitCode {
  const env = givenEnvironment();
  const changes = exposureChanges(openRoutes(before, env).config, openRoutes(after, env).config);
  const isLooser = changes.some(({ effect }) => effect === "looser");
  if (json) printJson({ before, after, isLooser, changes });
  else print(markdown ? markdownOf(changes) : textOf(changes));
  return isLooser ? EXIT.bad : EXIT.good;
}

function textOf(changes: readonly Change[]): string {
  if (changes.length === 0) return "Nothing changes for those who call.";
  return sections(changes)
    .map(([effect, some]) => {
      const rows = some.map(({ id, message, subject }) => [subject, message, paint("dim", id)]);
      return `${paint(COLOURS[effect], TITLES[effect])}\n${columns(rows, "  ")}`;
    })
    .join("\n\n");
}

function markdownOf(changes: readonly Change[]): string {
  const title = "### Exposure of routes.yaml";
  if (changes.length === 0) return `${title}\n\nNothing changes for those who call.`;
  const tables = sections(changes).map(([effect, some]) => {
    const rows = some.map(
      ({ id, message, subject }) => `| ${cell(subject)} | ${cell(message)} | \`${id}\` |`,
    );
    return [`**${TITLES[effect]}**`, "", "| What | Change | Id |", "| --- | --- | --- |", ...rows];
  });
  return [title, ...tables.map((lines) => lines.join("\n"))].join("\n\n");
}

function sections(changes: readonly Change[]): (readonly [Effect, readonly Change[]])[] {
  return EFFECTS.map(
    (effect) => [effect, changes.filter((change) => change.effect === effect)] as const,
  ).filter(([, some]) => some.length > 0);
}

// Placeholders and pipes are not the table's.
function cell(text: string): string {
  return text.replace(/[|\\`*_{}[\]<>]/g, "\\$&");
}
