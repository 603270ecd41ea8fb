import { expect, test } from "vitest";
import { brokenLinks } from "./broken-links.ts";

const files: Readonly<Record<string, string>> = {
  "docs/there.md": "# The `one` heading\n```\n# not one\n```\n",
  "lib/there.ts": "",
};
const broken = (markdown: string) =>
  brokenLinks("docs/page.md", {
    exists: (path) => path === "docs/page.md" || path in files,
    read: (path) => files[path] ?? markdown,
  }).map(({ target }) => target);

test.each([
  "[a](there.md)",
  "[a](../lib/there.ts)",
  "[a](there.md#the-one-heading)",
  "# Here\n[a](#here)",
  "[a](https://example.com/nowhere)",
  "`lib/there.ts`",
  "`lib/*.ts` and `library/x`",
  "```\n[a](gone.md)\n```",
])("lets %j pass", (markdown) => {
  expect(broken(markdown)).toEqual([]);
});

test.each([
  ["[a](gone.md)", "gone.md"],
  ["![a](gone.png)", "gone.png"],
  ["[a](there.md#gone)", "there.md#gone"],
  ["[a](there.md#not-one)", "there.md#not-one"],
  ["[a](#gone)", "#gone"],
  ["`lib/gone.ts`", "lib/gone.ts"],
])("reports what %j names", (markdown, target) => {
  expect(broken(markdown)).toEqual([target]);
});

test("says on which line it stands", () => {
  const project = { exists: () => false, read: () => "one\n```\ntwo\n```\n[a](b.md)" };

  expect(brokenLinks("page.md", project)).toEqual([{ line: 5, target: "b.md" }]);
});
