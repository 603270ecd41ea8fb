import { expect, test } from "vitest";
import { readOrigins } from "./origins.ts";

const env = {
  APP: "https://App.example:443",
  TWO: "https://a.example, http://b.example:8080",
  BAD: "hunter2",
};

test.each([
  ["https://app.example", ["https://app.example"]],
  ["HTTPS://App.Example:443", ["https://app.example"]],
  ["http://localhost:3000", ["http://localhost:3000"]],
  ["http://[::1]:3000", ["http://[::1]:3000"]],
  ["$APP", ["https://app.example"]],
  ["${TWO}", ["https://a.example", "http://b.example:8080"]],
  ["*", ["*"]],
])("reads %j as browsers send it", (entry, origins) => {
  expect(readOrigins(entry, env)).toEqual([origins, []]);
});

test.each([
  "null",
  "",
  "app.example",
  "https://app.example/",
  "https://app.example/path",
  "https://*.example",
  "https://user@app.example",
  "https://app.example?",
  "https://app.example#",
  "https://app.example https://b.example",
  "file:///x",
  "https://app.example:99999",
])("refuses %j as an origin", (entry) => {
  expect(readOrigins(entry, env)[1]).toEqual([expect.stringMatching(/must be an exact origin/)]);
});

test("names the variable at fault, never its value", () => {
  const faults = [...readOrigins("$BAD", env)[1], ...readOrigins("$NONE", env)[1]];

  expect(faults).toEqual([
    "the value of the environment variable BAD: must be an exact origin such as https://app.example.com",
    "the environment variable NONE is not set",
  ]);
});
