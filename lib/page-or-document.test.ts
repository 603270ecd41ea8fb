import { expect, test } from "vitest";
import { prefersPage } from "./page-or-document.ts";

test.each([
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
  ["Text/HTML", true],
  ["text/html, application/json;q=0.9", true],
  ["application/json", false],
  ["application/json, text/html", false],
  ["text/html;q=0.5, application/json", false],
  ["text/html;q=0", false],
  ["text/html;q=rubbish", false],
  ["*/*", false],
  ["", false],
  [null, false],
])("of Accept %j it is %s that a page is wanted", (accept, isPage) => {
  expect(prefersPage(accept)).toBe(isPage);
});
