import { parameterNames } from "../config/described-operation.ts";
import type { RouteConfig } from "../config/schema.ts";
import { errorResponseName } from "./error-components.ts";
import { answerHeaders } from "./header-components.ts";
import { componentRef, isJsonObject, type JsonObject } from "./json-object.ts";
import { routeTerms } from "./route-terms.ts";
import type { ServicePart } from "./service-part.ts";

/** The one security scheme: a token from `/api/gateway-token`. */
export const SECURITY_SCHEME = "gatewayToken";

/**
 * A route as an OpenAPI operation: what the gateway asks for and adds, and what the service says of
 * itself. `names` are the document's names of the path's parameters, in order.
 */
export function operationOf(
  route: RouteConfig,
  service: ServicePart,
  names: readonly string[],
): JsonObject {
  const { requestBody } = service;
  const summary = route.description ?? service.summary;
  const description = [service.description, routeTerms(route)].filter((part) => part !== null);
  return {
    ...(summary === null ? {} : { summary }),
    description: description.join("\n\n"),
    tags: [tagOf(route)],
    ...(service.isDeprecated ? { deprecated: true } : {}),
    parameters: [...pathParameters(route, service, names), ...service.parameters],
    ...(requestBody === undefined ? {} : { requestBody }),
    security: securityOf(route),
    responses: { ...responsesOf(route, service), ...errorsOf(route, service) },
  };
}

/** The tag under which a route stands: the collection's name. */
export function tagOf({ path }: RouteConfig): string {
  return path.split("/")[3] ?? "";
}

function pathParameters(route: RouteConfig, service: ServicePart, names: readonly string[]) {
  const takesRest = route.path.endsWith("*}");
  return parameterNames(route.path).map((routeName, index, all) => {
    const isRest = takesRest && index === all.length - 1;
    return {
      schema: { type: "string", minLength: 1 },
      ...(isRest ? { description: "The rest of the path, slashes included." } : {}),
      ...service.pathParameters.get(routeName),
      ...(isRest ? { "x-rest-of-path": true } : {}),
      name: names[index] ?? routeName,
      in: "path",
      required: true,
    };
  });
}

function securityOf({ authRequired, scopes, scopesMatch }: RouteConfig): JsonObject[] {
  if (!authRequired) return [];
  // Requirements in a list are alternatives; the scopes of one are all needed.
  if (scopesMatch === "any" && scopes.length > 0) {
    return scopes.map((scope) => ({ [SECURITY_SCHEME]: [scope] }));
  }
  return [{ [SECURITY_SCHEME]: scopes }];
}

function responsesOf(route: RouteConfig, service: ServicePart): JsonObject {
  const described = Object.entries(service.responses).map(([status, response]) => {
    const headers = isJsonObject(response.headers) ? response.headers : {};
    return [status, { ...response, headers: { ...headers, ...answerHeaders(route, status) } }];
  });
  const isGoodKnown = Object.keys(service.responses).some((status) => status.startsWith("2"));
  return {
    ...(isGoodKnown ? {} : { "2XX": answer(route, "2XX", "The service's answer") }),
    ...(route.cacheTtlMs === null ? {} : { 304: answer(route, "304", "The answer is still good") }),
    ...Object.fromEntries(described),
  };
}

function answer(route: RouteConfig, status: string, description: string): JsonObject {
  return { description, headers: answerHeaders(route, status) };
}

const WITH_BODY = new Set(["POST", "PUT", "PATCH", "DELETE"]);

function errorsOf(route: RouteConfig, { responses }: ServicePart): JsonObject {
  const { authRequired, method, rateLimit } = route;
  const statuses = [
    400,
    ...(authRequired ? [401, 403] : []),
    ...(WITH_BODY.has(method) ? [413] : []),
    ...(rateLimit === null && !authRequired ? [] : [429]),
    431,
    500,
    502,
    503,
    504,
  ].filter((status) => !Object.hasOwn(responses, status));
  return {
    ...Object.fromEntries(
      statuses.map((status) => [status, componentRef("responses", errorResponseName(status))]),
    ),
    ...(Object.hasOwn(responses, "default") ? {} : { default: componentRef("responses", "Error") }),
  };
}
