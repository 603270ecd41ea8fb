import { expect, test } from "vitest";
import { clientCode } from "./client-code.ts";
import type { Draft } from "./draft.ts";

const NOTHING: Draft = { values: {}, query: "", bodyKind: "none", json: "", file: null };
const HEAD = `import { createGatewayClient } from "#lib/client/client.ts";

const gateway = createGatewayClient();
`;

function code(method: string, path: string, draft: Partial<Draft>, isEventStream = false): string {
  return clientCode({ method, path, draft: { ...NOTHING, ...draft }, isEventStream });
}

test("a call without anything is one line", () => {
  expect(code("GET", "/api/v1/agents", {})).toBe(
    `${HEAD}const { data } = await gateway.get("/api/v1/agents");`,
  );
});

test("path, query and body stand where the client takes them", () => {
  const draft = {
    values: { id: 'a"b' },
    query: "?limit=10&tag=x&tag=y",
    ...{ bodyKind: "json" as const, json: '{"name":"Ada","two words":1}' },
  };

  expect(
    code("PUT", "/api/v1/agents/{id}", draft),
  ).toBe(`${HEAD}const { data } = await gateway.put("/api/v1/agents/{id}", {
  params: {
    path: {
      id: "a\\"b"
    },
    query: {
      limit: 10,
      tag: [
        "x",
        "y"
      ]
    }
  },
  body: {
    name: "Ada",
    "two words": 1
  },
});`);
});

test("an event stream is followed", () => {
  expect(code("GET", "/api/v1/agents/{id}/run", { values: { id: "7" } }, true)).toContain(
    'for await (const event of gateway.events("/api/v1/agents/{id}/run", {',
  );
});

test("a body that is no JSON goes out as the text it is", () => {
  expect(code("POST", "/api/v1/agents", { bodyKind: "json", json: "{ no" })).toContain(
    'body: "{ no",',
  );
});
