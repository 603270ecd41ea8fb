import type { RouteChoice } from "./route-choice.ts";

/** What a person has filled in for one route. */
export type Draft = Readonly<{
  /** Path parameters by name. */
  values: Readonly<Record<string, string>>;
  query: string;
  bodyKind: "none" | "json" | "file";
  json: string;
  file: File | null;
}>;

const EXAMPLE = '{\n  "name": "Example"\n}';

/** A route's form before anything is filled in. */
export function emptyDraft({ method }: RouteChoice): Draft {
  const hasBody = method === "POST" || method === "PUT" || method === "PATCH";
  const bodyKind = hasBody ? "json" : "none";
  return { values: {}, query: "", bodyKind, json: EXAMPLE, file: null };
}

/** The draft's body as it goes out. */
export function draftBody({ bodyKind, json, file }: Draft): string | File | null {
  if (bodyKind === "none") return null;
  return bodyKind === "json" ? json : file;
}
