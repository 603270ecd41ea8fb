import type {
  DescribedOperation,
  DescribedParameter,
  DescriptionFile,
} from "./description-shape.ts";
import { shapeOf } from "./route-paths.ts";
import type { Method, RouteConfig } from "./schema.ts";

/** Where a service describes a route's operation. */
export type FoundOperation = Readonly<{
  operation: DescribedOperation;
  /** The operation's own parameters and those of its path. */
  parameters: readonly DescribedParameter[];
  /** The service's name of each path parameter to the route's. */
  routeNames: ReadonlyMap<string, string>;
}>;

const PARAMETER = /\{([^{}*]+)\*?\}/g;

/**
 * The operation of a service's description that answers a route: the one of the same method at the
 * path that the service is sent, whatever its parameters are called. The description's paths count
 * with and without the path of its first server. Null when it describes none.
 */
export function describedOperation(
  file: DescriptionFile,
  route: Pick<RouteConfig, "method" | "path" | "upstreamPath">,
): FoundOperation | null {
  const sent = route.upstreamPath ?? route.path;
  const base = basePath(file);
  for (const [path, item] of Object.entries(file.paths)) {
    const isSamePath = [path, base + path].some((known) => shapeFor(known) === shapeFor(sent));
    const operation = isSamePath ? item[methodKey(route.method)] : undefined;
    if (operation === undefined) continue;
    const names = parameterNames(sent);
    return {
      operation,
      parameters: [...item.parameters, ...operation.parameters],
      routeNames: new Map(parameterNames(path).map((name, index) => [name, names[index] ?? name])),
    };
  }
  return null;
}

/** The names of a path's parameters, in order. */
export function parameterNames(path: string): readonly string[] {
  return [...path.matchAll(PARAMETER)].map(([, name = ""]) => name);
}

/** A path as OpenAPI tells paths apart: parameters have no name, and none takes more than others. */
export function shapeFor(path: string): string {
  return shapeOf(path).replaceAll("{*}", "{}").replace(PARAMETER, "{}");
}

type OperationKey = "get" | "head" | "post" | "put" | "patch" | "delete";

const KEYS: Readonly<Record<Method, OperationKey>> = {
  GET: "get",
  HEAD: "head",
  POST: "post",
  PUT: "put",
  PATCH: "patch",
  DELETE: "delete",
};

/** The key of a method in a path item. */
export function methodKey(method: Method): OperationKey {
  return KEYS[method];
}

function basePath({ servers }: DescriptionFile): string {
  const url = servers[0]?.url ?? "/";
  return (URL.parse(url, "http://service")?.pathname ?? "/").replace(/\/$/, "");
}
