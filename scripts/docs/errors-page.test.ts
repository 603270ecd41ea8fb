import { expect, test } from "vitest";
import { CATALOGUE } from "#lib/gateway/errors/catalogue.ts";
import { EXPLANATIONS } from "./error-explanations.ts";
import { errorsPage } from "./errors-page.ts";

const page = errorsPage(CATALOGUE, EXPLANATIONS);

test.each(Object.entries(CATALOGUE))("%s has its row under its status and code", (reason, row) => {
  const section = page.split("\n## ").find((part) => part.startsWith(`${row.status} ${row.code}`));

  expect(section).toContain(`| \`${reason}\` | ${row.message.replace("{}", "…")} |`);
});

test("every row says what its reason means", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));

  expect(rows.filter((row) => /\|\s*\|/.test(row))).toEqual([]);
});

test("a bar in a text does not end its cell", () => {
  const row = { status: 400, code: "BAD", owner: "client", message: "a|b" } as const;

  expect(errorsPage({ path_refused: row }, EXPLANATIONS)).toContain("| a\\|b |");
});
