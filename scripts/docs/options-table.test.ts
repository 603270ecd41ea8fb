import { expect, test } from "vitest";
import { betweenMarkers, optionsTable } from "./options-table.ts";

const KEYS = {
  required: ["path"],
  properties: {
    path: { type: "string" as const, description: "where" },
    roles: { description: "who", unset: "every role" },
    limit: { description: "how often" },
    tags: { description: "what" },
    ttl: { description: "how long" },
  },
};
const DEFAULTS = {
  properties: {
    limit: { default: { requests: 5, window: "1s" } },
    tags: { default: [] },
    ttl: { default: "off" },
  },
};

test("has a row for each key, with what holds without it", () => {
  expect(optionsTable("Option", KEYS, DEFAULTS).split("\n")).toEqual([
    "| Option  | Meaning   | Default    |",
    "| ------- | --------- | ---------- |",
    "| `path`  | where     | required   |",
    "| `roles` | who       | every role |",
    "| `limit` | how often | 5 per 1s   |",
    "| `tags`  | what      | none       |",
    "| `ttl`   | how long  | `off`      |",
    "",
  ]);
});

test("replaces what stands between the markers and nothing else", () => {
  const page =
    "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- generated: y -->\n<!-- end -->\n";

  expect(betweenMarkers(page, "x", "new\n")).toBe(
    "a\n<!-- generated: x -->\n\nnew\n\n<!-- end -->\nb\n<!-- generated: y -->\n<!-- end -->\n",
  );
});

test.each(["no marker", "<!-- generated: x -->\nno end", "<!-- generated: x -->\n".repeat(2)])(
  "refuses the page %j",
  (page) => {
    expect(() => betweenMarkers(page, "x", "new")).toThrow("marker for x");
  },
);
