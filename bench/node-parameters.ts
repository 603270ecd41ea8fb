import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The parameters that `npm start` gives to Node, in its order. */
export function startParameters(): string[] {
  const file = join(import.meta.dirname, "../package.json");
  const { start } = JSON.parse(readFileSync(file, "utf8")).scripts;
  const [, parameters = ""] = /\bnode ((?:--\S+ )*)/.exec(start) ?? [];
  return parameters.split(" ").filter((parameter) => parameter !== "");
}
