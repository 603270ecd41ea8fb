import { stripVTControlCharacters, styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours a text where standard output is a terminal; NO_COLOR and FORCE_COLOR are heard. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Writes to standard output, with a line feed. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes to standard output what programs read. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Writes to standard error, with a line feed. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Rows in columns as wide as their widest cell; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[], indent = ""): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  return rows
    .map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join("  "))
    .map((line) => indent + line.trimEnd())
    .join("\n");
}

/** The same with a heading for each column. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns([headings.map((heading) => paint("dim", heading)), ...rows]);
}

function padded(cell: string, width: number): string {
  return cell + " ".repeat(width - widthOf(cell));
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
