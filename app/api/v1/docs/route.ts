import { gatewayInstance } from "#lib/gateway/instance.ts";
import { openApiDocument } from "#lib/gateway/openapi/document.ts";

export const dynamic = "force-dynamic";

/** The API's description, made from the running configuration. */
export function GET(): Response {
  return Response.json(openApiDocument(gatewayInstance().gateway.config));
}
