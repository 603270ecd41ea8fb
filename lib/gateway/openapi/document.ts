import { methodKey, parameterNames, shapeFor } from "../config/described-operation.ts";
import type { GatewayConfig, RouteConfig } from "../config/schema.ts";
import { componentPool } from "./component-pool.ts";
import { ERROR_RESPONSES, ERROR_SCHEMAS } from "./error-components.ts";
import { HEADER_COMPONENTS } from "./header-components.ts";
import type { JsonObject } from "./json-object.ts";
import { operationOf, SECURITY_SCHEME, tagOf } from "./operation.ts";
import { servicePart } from "./service-part.ts";

/**
 * OpenAPI 3.1 of a configuration: its routes with what the gateway adds to each, and what services
 * say of themselves. `isDroppedHeader` (lower case) names headers that no caller can send.
 */
export function openApiDocument(
  config: GatewayConfig,
  isDroppedHeader: (lowerName: string) => boolean,
): JsonObject {
  const pool = componentPool();
  const paths = new Map<string, { template: string; operations: Record<string, JsonObject> }>();
  // Where two routes are one to OpenAPI, the one that takes more is left out.
  const specificFirst = [...config.routes].sort((a, b) => restRank(a) - restRank(b));
  for (const route of specificFirst) {
    const shape = shapeFor(route.path);
    const item = paths.get(shape) ?? { template: templateOf(route), operations: {} };
    paths.set(shape, item);
    const key = methodKey(route.method);
    if (Object.hasOwn(item.operations, key)) continue;
    const part = servicePart(route, config, isDroppedHeader, pool);
    item.operations[key] = operationOf(route, part, parameterNames(item.template));
  }
  const { schemas, responses, headers, ...others } = pool.components;
  return {
    openapi: "3.1.0",
    info: {
      title: "Eloquent API",
      version: "1.0",
      description: INTRODUCTION,
    },
    servers: [{ url: "/" }],
    tags: [...new Set(config.routes.map(tagOf))].map((name) => ({ name })),
    paths: inFileOrder(config, paths),
    components: {
      securitySchemes: { [SECURITY_SCHEME]: securityScheme(config) },
      schemas: { ...ERROR_SCHEMAS, Scope: scopeSchema(config), ...schemas },
      responses: { ...ERROR_RESPONSES, ...responses },
      headers: { ...HEADER_COMPONENTS, ...headers },
      ...others,
    },
  };
}

const INTRODUCTION = `Every call carries a token: \`Authorization: Bearer <token>\`. A signed-in page gets one from
\`/api/gateway-token\`; it holds for an hour. Errors all have one form, \`Error\`, whose \`request_id\`
is in the header \`X-Request-ID\` of every answer.`;

function securityScheme({ scopeCatalogue }: GatewayConfig): JsonObject {
  const scopes = scopeCatalogue.map((scope) => `\`${scope}\``).join(", ");
  return {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: `A token from \`GET /api/gateway-token\`. Its scopes come from its user's role: ${scopes}.`,
  };
}

function scopeSchema({ scopeCatalogue }: GatewayConfig): JsonObject {
  return {
    type: "string",
    enum: scopeCatalogue,
    description: "The scopes that a token can hold.",
  };
}

function inFileOrder(
  { routes }: GatewayConfig,
  paths: ReadonlyMap<string, { template: string; operations: JsonObject }>,
): JsonObject {
  const shapes = new Set(routes.map(({ path }) => shapeFor(path)));
  return Object.fromEntries(
    [...shapes].flatMap((shape) => {
      const item = paths.get(shape);
      return item === undefined ? [] : [[item.template, item.operations]];
    }),
  );
}

function templateOf({ path }: RouteConfig): string {
  return path.replace("*}", "}");
}

function restRank({ path }: RouteConfig): number {
  return path.endsWith("*}") ? 1 : 0;
}
