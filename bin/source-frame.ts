import { paint } from "./terminal.ts";

const COLUMNS_MAX = 160;

/** The line of a text where something is, and a caret under it. `line` and `column` from 1. */
export function sourceFrame(text: string, line: number, column: number): string {
  const source = text.split(/\r?\n/)[line - 1];
  if (source === undefined || source.trim() === "") return "";
  // Tabs would put the caret elsewhere than the column that is named.
  const shown = source.replaceAll("\t", " ");
  const from = column > COLUMNS_MAX ? column - COLUMNS_MAX / 2 : 0;
  const gutter = `${line}`.padStart(5);
  const caret = `${" ".repeat(column - 1 - from)}^`;
  return [
    `${paint("dim", `${gutter} |`)} ${shown.slice(from, from + COLUMNS_MAX)}`,
    `${paint("dim", `${" ".repeat(5)} |`)} ${paint("red", caret)}`,
  ].join("\n");
}
