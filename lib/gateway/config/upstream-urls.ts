import { type Environment, expand } from "./environment-names.ts";
import { literalPathFault } from "./route-paths.ts";
import type { RouteConfig } from "./schema.ts";

type Upstream = RouteConfig["upstream"];
type Found = { name: string; urls: string[]; fault: string | null };
type Checked = { url: string; address: string; fault: string | null };

// Nothing that a URL parser would repair or drop without a word: blanks, "\\", credentials, "?".
const BASE_URL = /^https?:\/\/[^\s\p{Cc}/\\?#@]+(\/[^\s\p{Cc}\\?#]*)?$/iu;

/**
 * Reads `proxy_upstream`: variables and literal base URLs, separated by commas, all of which share
 * the load. Faults never repeat a variable's value, which may hold credentials.
 */
export function readUpstream(source: string, env: Environment): [Upstream, readonly string[]] {
  const found = source.split(",").map((item) => readItem(item.trim(), env));
  const names = [...new Set(found.map(({ name }) => name).filter((name) => name !== ""))];
  const urls = [...new Set(found.flatMap((item) => item.urls))];
  return [{ name: names.join(","), urls }, found.flatMap(({ fault }) => fault ?? [])];
}

function readItem(item: string, env: Environment): Found {
  const expansion = expand(item, env);
  if (expansion.kind === "fault") return faulty(expansion.message);
  if (expansion.kind === "literal") {
    const { url, address, fault } = checkUrl(expansion.text);
    return fault === null ? { name: address, urls: [url], fault } : faulty(fault);
  }
  const { name, value, rest } = expansion;
  if (rest !== "" && !rest.startsWith("/")) return faulty("only a path may follow a variable");
  const checked = value.split(",").map((base) => checkUrl(withPath(base.trim(), rest)));
  const fault = checked.find((one) => one.fault !== null)?.fault ?? null;
  if (fault !== null) return faulty(`the value of the environment variable ${name}: ${fault}`);
  return { name, urls: checked.map(({ url }) => url), fault };
}

function withPath(base: string, path: string): string {
  return path === "" ? base : `${base.replace(/\/$/, "")}${path}`;
}

function checkUrl(text: string): Checked {
  if (/^https?:\/\/[^/]*@/i.test(text)) return refused("must not hold credentials");
  if (/^https?:\/\/.*[?#]/i.test(text)) return refused("must not have a query or a fragment");
  const match = BASE_URL.exec(text);
  const url = match === null ? null : URL.parse(text);
  if (url === null) return refused("must be an http or https URL");
  const path = (match?.[1] ?? "").replace(/\/$/, "");
  const fault = path === "" ? null : literalPathFault(path);
  if (fault !== null) return refused(`its path ${fault}`);
  const port = url.port === "" ? DEFAULT_PORT[url.protocol] : url.port;
  return { url: `${url.origin}${path}`, address: `${url.hostname}:${port}`, fault: null };
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

function refused(fault: string): Checked {
  return { url: "", address: "", fault };
}

function faulty(fault: string): Found {
  return { name: "", urls: [], fault };
}
