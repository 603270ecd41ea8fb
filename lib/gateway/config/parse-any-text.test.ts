import fc from "fast-check";
import { test } from "vitest";
import { stringify } from "yaml";
import { ENV } from "#tests/config/good-files.ts";
import { parseConfig } from "./parse.ts";
import { knownKeys } from "./schema.ts";

const words = fc.constantFrom(
  ...Object.values(knownKeys).flat(),
  ..."off 5s 10mb GET 1.0 $AGENTS_SERVICE_URL /api/v1/a/{id} http://a * read cookie".split(" "),
);

test("never throws and never lacks a position, whatever text it is given", () => {
  const syntax = fc.constantFrom(
    ..."\n -:[]{}&*!|>'\"#%@`,?~\t".split(""),
    "<<",
    "---",
    "__proto__",
  );
  const text = fc
    .array(fc.oneof(words, syntax, fc.string({ unit: "binary" })))
    .map((parts) => parts.join(""));

  fc.assert(fc.property(text, isAnswered), { numRuns: 1000 });
});

test("never throws and never lacks a position, whatever values it is given", () => {
  const leaf = fc.oneof(words, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "large" },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(words, fc.string()), tie("tree"), { maxKeys: 6 }),
    ),
  }));
  const file = fc.record({
    version: leaf,
    routes: fc.array(tree),
    defaults: tree,
    cors: tree,
    roles: tree,
  });

  fc.assert(
    fc.property(fc.oneof(tree, file), (value) => isAnswered(stringify(value))),
    { numRuns: 1000 },
  );
});

function isAnswered(text: string): boolean {
  const result = parseConfig(text, { file: "f", env: ENV });
  if (result.ok) return true;
  return (
    result.faults.length > 0 && result.faults.every(({ line, column }) => line > 0 && column > 0)
  );
}
