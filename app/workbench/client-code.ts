import type { Draft } from "./draft.ts";
import { pathParameters } from "./request-target.ts";

/** A call as the page is about to send it. */
type WrittenCall = Readonly<{
  method: string;
  /** The route's path, with its placeholders. */
  path: string;
  draft: Draft;
  /** Whether its answer is known to be an event stream. */
  isEventStream: boolean;
}>;

/** The call in TypeScript, made with the browser client; the token is the client's own business. */
export function clientCode({ draft, isEventStream, method, path }: WrittenCall): string {
  const options = optionsOf(path, draft);
  const name = isEventStream ? "events" : method.toLowerCase();
  const given = options === "" ? "" : `, ${options}`;
  const call = `gateway.${name}(${JSON.stringify(path)}${given})`;
  const use = isEventStream
    ? [`for await (const event of ${call}) {`, "  console.log(event.data);", "}"]
    : [`const { data } = await ${call};`];
  return [
    'import { createGatewayClient } from "#lib/client/client.ts";',
    "",
    "const gateway = createGatewayClient();",
    ...use,
  ].join("\n");
}

function optionsOf(path: string, draft: Draft): string {
  const names = pathParameters(path).map(({ name }) => name);
  const inPath = Object.fromEntries(names.map((name) => [name, draft.values[name] ?? ""]));
  const inQuery = queryOf(draft.query);
  const params = {
    ...(names.length === 0 ? {} : { path: inPath }),
    ...(Object.keys(inQuery).length === 0 ? {} : { query: inQuery }),
  };
  const members = [
    ...(Object.keys(params).length === 0 ? [] : [`params: ${literal(params)}`]),
    ...bodyOf(draft),
  ];
  return members.length === 0 ? "" : `{\n  ${members.join(",\n  ")},\n}`;
}

/** The query's members; a name that comes twice has a list. */
function queryOf(text: string): Record<string, unknown> {
  const query = new URLSearchParams(text.trim().replace(/^\?/, ""));
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name).map(numberIfAny);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

// On the wire both are the same; descriptions say number where there is one.
function numberIfAny(text: string): string | number {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function bodyOf({ bodyKind, json }: Draft): string[] {
  if (bodyKind === "none") return [];
  if (bodyKind === "file") return ["body: file"];
  try {
    return [`body: ${literal(JSON.parse(json))}`];
  } catch {
    return [`body: ${JSON.stringify(json)}`];
  }
}

/** A JSON value as it is written in TypeScript. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(/^( *)"([A-Za-z_$][\w$]*)":/gm, "$1$2:")
    .replaceAll("\n", "\n  ");
}
