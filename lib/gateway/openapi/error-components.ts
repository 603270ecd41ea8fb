import { CATALOGUE } from "../errors/catalogue.ts";
import { componentRef, type JsonObject } from "./json-object.ts";

// A client that has gone sees no code.
const SEEN = Object.values(CATALOGUE).filter((row) => row !== CATALOGUE.client_gone);

const ALLOW = {
  description: "The methods that the path takes (RFC 9110 section 10.2.1).",
  schema: { type: "string" },
};

/** Headers of an error answer beyond its request id, by status. */
const HEADERS: Readonly<Record<number, JsonObject>> = {
  401: { "WWW-Authenticate": componentRef("headers", "WWW-Authenticate") },
  403: { "WWW-Authenticate": componentRef("headers", "WWW-Authenticate") },
  405: { Allow: ALLOW },
  429: {
    "Retry-After": componentRef("headers", "Retry-After"),
    RateLimit: componentRef("headers", "RateLimit"),
    "RateLimit-Policy": componentRef("headers", "RateLimit-Policy"),
  },
  503: { "Retry-After": componentRef("headers", "Retry-After") },
};

/** The error envelope; `codes` are those that `code` may take. */
function envelope(codes: readonly string[]): JsonObject {
  return {
    type: "object",
    required: ["error", "metadata"],
    properties: {
      error: {
        type: "object",
        required: ["code", "message", "request_id"],
        properties: {
          code: { type: "string", enum: codes },
          message: { type: "string", description: "For people; may change." },
          request_id: { type: "string", description: "Names this request in the gateway's log." },
        },
      },
      metadata: {
        type: "object",
        required: ["success", "timestamp"],
        properties: {
          success: { const: false },
          timestamp: { type: "string", format: "date-time" },
        },
      },
    },
  };
}

/** `components/schemas` of the errors: `Error`, whatever its code. */
export const ERROR_SCHEMAS: JsonObject = {
  Error: envelope([...new Set(SEEN.map(({ code }) => code))]),
};

const statuses = [...new Set<number>(SEEN.map(({ status }) => status))].sort((a, b) => a - b);

/** `components/responses` of the errors: one for each status that has a code, and `Error` for any. */
export const ERROR_RESPONSES: JsonObject = Object.fromEntries([
  ...statuses.map((status) => [errorResponseName(status), errorResponse(status)]),
  ["Error", response("Refused or failed", componentRef("schemas", "Error"), {})],
]);

/** The name of a status's response under `components/responses`. */
export function errorResponseName(status: number): string {
  return `Error${status}`;
}

function errorResponse(status: number): JsonObject {
  const rows = SEEN.filter((row) => row.status === status);
  const codes = [...new Set<string>(rows.map(({ code }) => code))];
  return response(codes.map(explained).join("\n"), envelope(codes), HEADERS[status] ?? {});

  function explained(code: string): string {
    const messages = rows.filter((row) => row.code === code).map((row) => shown(row.message));
    return `\`${code}\`: ${[...new Set(messages)].join("; ")}`;
  }
}

function response(description: string, schema: JsonObject, headers: JsonObject): JsonObject {
  return {
    description,
    headers: { "X-Request-ID": componentRef("headers", "X-Request-ID"), ...headers },
    content: { "application/json": { schema } },
  };
}

function shown(message: string): string {
  return message.replace("{}", "…");
}
