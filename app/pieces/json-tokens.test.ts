import { expect, test } from "vitest";
import { jsonTokens } from "./json-tokens.ts";

function laidOut(text: string): string | undefined {
  return jsonTokens(text)
    ?.map((token) => token.text)
    .join("");
}

test.each([
  '{"a":[1,-2.5,{"b":null}],"c":"x: {y}, [z]"}',
  '{"empty":{},"none":[],"nested":[[],[1]]}',
  '"\\"quoted\\", \\\\ and é"',
  "true",
  "[]",
])("lays %s out as JSON.stringify does", (text) => {
  const result = laidOut(text);

  expect(result).toBe(JSON.stringify(JSON.parse(text), null, 2));
});

test("shows numbers and repeated members as they were sent", () => {
  const result = laidOut('{"id":12345678901234567890,"id":1.0}');

  expect(result).toBe('{\n  "id": 12345678901234567890,\n  "id": 1.0\n}');
});

test("tells keys, strings, numbers and literals apart", () => {
  const kinds = jsonTokens('{"a":"b","c":[1,true]}')
    ?.filter(({ kind }) => kind !== "mark" && kind !== "space")
    .map(({ kind, text }) => [kind, text]);

  expect(kinds).toEqual([
    ["key", '"a"'],
    ["string", '"b"'],
    ["key", '"c"'],
    ["number", "1"],
    ["literal", "true"],
  ]);
});

test.each(["", "{", "nothing", "{'a': 1}"])("gives nothing for %j, which is no JSON", (text) => {
  expect(jsonTokens(text)).toBeNull();
});
