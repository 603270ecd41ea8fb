import type { Path } from "./faults.ts";

/** A variable of the environment that a file names, and where. */
export type NamedVariable = { readonly name: string; readonly path: Path };

const REFERENCE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/;
const SIGNING_SECRET = "GATEWAY_SIGNING_SECRET";

/**
 * Every variable that the data of a routes.yaml cannot do without: those of upstreams and origins,
 * and the secret of routes that ask for a signature. What has another form than expected is passed
 * over.
 */
export function namedVariables(data: unknown): NamedVariable[] {
  const origins = listAt(data, "cors", "allowed_origins").flatMap((entry, index) =>
    namesIn(entry).map((name) => ({ name, path: ["cors", "allowed_origins", index] })),
  );
  const upstreams = listAt(data, "routes").flatMap((route, index) =>
    namesIn(at(route, "proxy_upstream")).map((name) => ({
      name,
      path: ["routes", index, "proxy_upstream"],
    })),
  );
  const signed = listAt(data, "routes").flatMap((route, index) =>
    at(route, "sign") === true ? [{ name: SIGNING_SECRET, path: ["routes", index, "sign"] }] : [],
  );
  const signedAll =
    at(at(data, "defaults"), "sign") === true
      ? [{ name: SIGNING_SECRET, path: ["defaults", "sign"] }]
      : [];
  return [...origins, ...upstreams, ...signed, ...signedAll];
}

function namesIn(text: unknown): string[] {
  if (typeof text !== "string") return [];
  return text.split(",").flatMap((item) => {
    const match = REFERENCE.exec(item.trim());
    return match?.[1] ?? match?.[2] ?? [];
  });
}

function listAt(value: unknown, ...keys: string[]): unknown[] {
  const found = keys.reduce(at, value);
  return Array.isArray(found) ? found : [];
}

/** The value of a map's key; undefined where there is no map, or no such key. */
export function at(value: unknown, key: string): unknown {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMap ? new Map(Object.entries(value)).get(key) : undefined;
}
