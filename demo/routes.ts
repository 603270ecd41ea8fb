import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "./refusal.ts";
import type { Log } from "./request-log.ts";

/** One admitted request, as a handler gets it. */
export type Call = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The path's `{id}`, decoded; empty on paths without one. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** Empty on public routes that were called without one. */
  readonly orgId: string;
  readonly userId: string | null;
  /** Aborts when the service shuts down; long answers must then end. */
  readonly stopping: AbortSignal;
  readonly log: Log;
};

/** Answers on `call.response`, or throws a `Refusal` before it has written anything. */
export type Handler = (call: Call) => void | Promise<void>;

/** A method on a path with at most one `{id}` segment. HEAD is served by GET. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly handle: Handler;
  /** Callable without `X-Org-ID`. */
  readonly isPublic?: boolean;
};

/** What a request line leads to. */
export type Match = {
  readonly route: Route;
  readonly id: string;
  readonly query: URLSearchParams;
};

/** Finds the handler. Throws NOT_FOUND, METHOD_NOT_ALLOWED (with `Allow`), or BAD_REQUEST. */
export function matchRoute(routes: readonly Route[], method: string, target: string): Match {
  const [path = "", query = ""] = splitOnce(target, "?");
  const onPath = routes.filter((route) => idIn(route.path, path) !== null);
  if (onPath.length === 0) throw new Refusal("NOT_FOUND", "No such resource");
  const servedBy = method === "HEAD" ? "GET" : method;
  const route = onPath.find((candidate) => candidate.method === servedBy);
  if (route === undefined) throw methodRefused(onPath, method);
  const id = decoded(idIn(route.path, path) ?? "");
  return { route, id, query: new URLSearchParams(query) };
}

/** The raw `{id}` of a matching path, empty where the pattern has none; null when it does not match. */
function idIn(pattern: string, path: string): string | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  let id = "";
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment === "{id}" && value !== "") id = value;
    else if (segment !== value) return null;
  }
  return id;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new Refusal("BAD_REQUEST", "The path has a bad escape", {}, { cause });
  }
}

function methodRefused(onPath: readonly Route[], method: string): Refusal {
  const allowed = onPath.flatMap((route) =>
    route.method === "GET" ? ["GET", "HEAD"] : [route.method],
  );
  return new Refusal("METHOD_NOT_ALLOWED", `This path does not take ${method}`, {
    Allow: allowed.join(", "),
  });
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
