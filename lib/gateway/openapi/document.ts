import type { GatewayConfig, RouteConfig } from "../config/schema.ts";
import { CATALOGUE } from "../errors/catalogue.ts";

type Operation = Record<string, unknown>;

// A client that has gone sees no code.
const CODES = new Set<string>(Object.values(CATALOGUE).map(({ code }) => code));
CODES.delete(CATALOGUE.client_gone.code);

const ENVELOPE = {
  type: "object",
  required: ["error", "metadata"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "request_id"],
      properties: {
        code: {
          type: "string",
          enum: [...CODES],
        },
        message: { type: "string" },
        request_id: { type: "string" },
      },
    },
    metadata: {
      type: "object",
      required: ["success", "timestamp"],
      properties: { success: { const: false }, timestamp: { type: "string", format: "date-time" } },
    },
  },
};

/** OpenAPI 3.1 of a configuration's routes. */
export function openApiDocument(config: GatewayConfig): Record<string, unknown> {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of config.routes) {
    const path = route.path.replace("*}", "}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Eloquent API", version: "1.0" },
    paths,
    components: {
      securitySchemes: { gatewayToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Error: ENVELOPE },
      responses: { Error: { description: "Refused or failed", content: errorContent() } },
    },
  };
}

function operation(route: RouteConfig): Operation {
  return {
    ...(route.description === null ? {} : { summary: route.description }),
    tags: [route.path.split("/")[3]],
    parameters: [...route.path.matchAll(/\{([^{}*]+)\*?\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string", minLength: 1 },
    })),
    security: route.authRequired ? [{ gatewayToken: route.scopes }] : [],
    responses: {
      "2XX": { description: "The service's answer" },
      default: { $ref: "#/components/responses/Error" },
    },
  };
}

function errorContent() {
  return { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
}
