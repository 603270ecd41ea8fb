import type { JsonSchema } from "./routes-schema.ts";

const END = "<!-- end -->";

type Row = readonly [name: string, meaning: string, whenUnset: string];

/**
 * A table of keys, one row each: what the key means, and what holds without it. `defaults` has the
 * default values where the keys themselves have none.
 */
export function optionsTable(heading: string, keys: JsonSchema, defaults: JsonSchema): string {
  const rows = Object.entries(keys.properties ?? {}).map(([name, schema]): Row => {
    const isRequired = keys.required?.includes(name) === true;
    const inherited = defaults.properties?.[name];
    const said = isRequired ? "required" : whenUnset(inherited ?? schema);
    return [`\`${name}\``, textOf(schema, "description"), said];
  });
  return table([[heading, "Meaning", "Default"], ...rows]);
}

/** A text between two marker lines replaced. Throws when the markers are not there, once each. */
export function betweenMarkers(page: string, name: string, text: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const [before, rest = "", ...more] = page.split(begin);
  const end = rest.indexOf(END);
  if (end === -1 || more.length > 0) throw new Error(`the page has no marker for ${name}`);
  return `${before}${begin}\n${text}\n${rest.slice(end)}`;
}

function whenUnset(schema: JsonSchema | boolean): string {
  if (typeof schema === "boolean") return "";
  return "default" in schema ? inWords(schema.default) : textOf(schema, "unset");
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `\`${item}\``).join(", ") || "none";
  if (typeof value !== "object" || value === null) return `\`${value}\``;
  const { requests, window } = Object.fromEntries(Object.entries(value));
  return `${requests} per ${window}`;
}

function textOf(schema: JsonSchema | boolean, key: string): string {
  const value = typeof schema === "boolean" ? undefined : schema[key];
  return typeof value === "string" ? value : "";
}

/** Columns as wide as their widest cell: the form that the formatter gives tables. */
function table(rows: readonly Row[]): string {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[], filler: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, filler)).join(" | ")} |`;
  const [head = ["", "", ""], ...body] = rows;
  return [line(head, " "), line([], "-"), ...body.map((row) => line(row, " ")), ""].join("\n");
}
