import { LineCounter, parseDocument, type YAMLError } from "yaml";
import { byPosition, type Fault, formatPath, type Path } from "./faults.ts";
import { flawsOf } from "./yaml-flaws.ts";
import { isBlank, offsetOf } from "./yaml-offsets.ts";

const FILE_CHARACTERS_MAX = 1_000_000;
// Uses of one anchor, multiplied by the aliases inside it: what "billion laughs" needs millions of.
const ALIAS_COUNT_MAX = 1000;

/** A YAML file as plain data that still knows where everything stands. */
export type YamlFile = {
  readonly value: unknown;
  fault(path: Path, message: string, part?: "key" | "value"): Fault;
};

type Read = { file: YamlFile; faults: Fault[] } | { file: null; faults: Fault[] };

/**
 * Reads YAML 1.2, never throws. Without a usable document `file` is null and the faults say why;
 * duplicate keys are faults of a file that can still be examined further.
 */
export function readYaml(text: string, name: string): Read {
  if (text.length > FILE_CHARACTERS_MAX) return unusable(name, "the file is larger than 1 MB");
  try {
    return readDocument(text, name);
  } catch (error) {
    return unusable(name, error instanceof RangeError ? "nested too deeply" : plainMessage(error));
  }
}

function readDocument(text: string, name: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  const faultAt = (offset: number, path: string, message: string): Fault => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(line, 1), column: Math.max(col, 1), path, message };
  };
  const problems = [...document.errors, ...document.warnings];
  if (problems.some((problem) => problem.code === "RESOURCE_EXHAUSTION")) {
    return unusable(name, "nested too deeply");
  }
  if (problems.length > 0) {
    const faults = problems.map((problem) => faultAt(problem.pos[0], "", syntaxMessage(problem)));
    return { file: null, faults: faults.sort(byPosition) };
  }
  if (isBlank(document.contents)) return unusable(name, "the file is empty");
  const flaws = flawsOf(document);
  const faults = flaws.map((flaw) => faultAt(flaw.offset, formatPath(flaw.path), flaw.message));
  if (flaws.some((flaw) => flaw.isFatal)) return { file: null, faults: faults.sort(byPosition) };
  const value: unknown = document.toJS({ maxAliasCount: ALIAS_COUNT_MAX });
  const fault: YamlFile["fault"] = (path, message, part = "value") =>
    faultAt(offsetOf(document, path, part), formatPath(path), message);
  return { file: { value, fault }, faults };
}

function unusable(file: string, message: string): Read {
  return { file: null, faults: [{ file, line: 1, column: 1, path: "", message }] };
}

function syntaxMessage(problem: YAMLError): string {
  if (problem.code === "MULTIPLE_DOCS") return "the file holds more than one document";
  return oneLine(problem.message);
}

function plainMessage(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, " ");
}
