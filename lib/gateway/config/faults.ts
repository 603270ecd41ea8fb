/** Something wrong in a configuration file. Lines and columns count from 1. */
export type Fault = Readonly<{
  file: string;
  line: number;
  column: number;
  /** Where in the data, such as `routes[2].timeout`; "" for the file as a whole. */
  path: string;
  message: string;
}>;

/** Keys and indexes from the root of the data. */
export type Path = readonly (string | number)[];

/** Takes note of a fault in the value at `path`, or in the key itself. */
export type Report = (path: Path, message: string, part?: "key" | "value") => void;

/** Names a place in the data, such as `routes[2].timeout`. Odd keys are quoted, so it is one line. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join("");
}

/** What an operator reads: a heading with the number of faults, then `file:line:column  path: message`. */
export function formatFaults(faults: readonly Fault[]): string {
  const files = [...new Set(faults.map((fault) => fault.file))].join(", ");
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return [`${count} in ${files}`, ...faults.map(formatFault)].join("\n");
}

/** Order of faults: as they stand in the file. */
export function byPosition(left: Fault, right: Fault): number {
  return left.line - right.line || left.column - right.column;
}

function formatFault({ file, line, column, path, message }: Fault): string {
  return `${file}:${line}:${column}  ${path === "" ? "" : `${path}: `}${message}`;
}

function formatStep(step: string | number, index: number): string {
  if (typeof step === "number") return `[${step}]`;
  if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
  return index === 0 ? step : `.${step}`;
}
