import { describedOperation, type FoundOperation } from "../config/described-operation.ts";
import { resolveReference } from "../config/description-references.ts";
import type { ServiceDescription } from "../config/read-descriptions.ts";
import type { GatewayConfig, RouteConfig } from "../config/schema.ts";
import type { ComponentPool } from "./component-pool.ts";
import { isJsonObject, type JsonObject } from "./json-object.ts";

/** What a service says of one operation, ready for the document. */
export type ServicePart = Readonly<{
  summary: string | null;
  description: string | null;
  isDeprecated: boolean;
  /** What the service says of a path parameter, by the route's name for it. */
  pathParameters: ReadonlyMap<string, JsonObject>;
  /** Query and header parameters. */
  parameters: readonly JsonObject[];
  requestBody: unknown;
  /** By status; never references themselves. */
  responses: Readonly<Record<string, JsonObject>>;
}>;

const NOTHING: ServicePart = {
  summary: null,
  description: null,
  isDeprecated: false,
  pathParameters: new Map(),
  parameters: [],
  requestBody: undefined,
  responses: {},
};

/**
 * What the route's service says of the route in its own description; nothing where it has none.
 * Headers that the gateway sets or drops are left out: no caller can send them.
 */
export function servicePart(
  route: RouteConfig,
  { descriptions }: Pick<GatewayConfig, "descriptions">,
  isDroppedHeader: (lowerName: string) => boolean,
  pool: ComponentPool,
): ServicePart {
  const service = route.openapi === null ? undefined : descriptions.get(route.openapi);
  if (service === undefined) return NOTHING;
  const found = describedOperation(service.file, route);
  if (found === null) return NOTHING;
  const { operation } = found;
  const parameters = parametersOf(found, service, pool);
  return {
    summary: operation.summary ?? null,
    description: operation.description ?? null,
    isDeprecated: operation.deprecated === true,
    pathParameters: new Map(
      parameters
        .filter((parameter) => parameter.in === "path")
        .map((parameter) => [found.routeNames.get(String(parameter.name)) ?? "", parameter]),
    ),
    parameters: parameters.filter(
      ({ in: place, name }) =>
        place === "query" || (place === "header" && !isDroppedHeader(String(name).toLowerCase())),
    ),
    requestBody: pool.take(operation.requestBody, service),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [
        status,
        taken(response, service, pool),
      ]),
    ),
  };
}

// An operation's own parameter replaces its path's of the same name and place, so the last counts.
function parametersOf(found: FoundOperation, service: ServiceDescription, pool: ComponentPool) {
  const parameters = found.parameters.map((parameter) => taken(parameter, service, pool));
  return [
    ...new Map(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])),
  ].map(([, parameter]) => parameter);
}

function taken(value: unknown, service: ServiceDescription, pool: ComponentPool): JsonObject {
  const ref = isJsonObject(value) ? value.$ref : undefined;
  const target = typeof ref === "string" ? resolveReference(service.file, ref) : value;
  const result = pool.take(target, service);
  return isJsonObject(result) ? result : {};
}
