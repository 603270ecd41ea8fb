import { apiDescription } from "#lib/api-description.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";

export const dynamic = "force-dynamic";

/** The API's description, made from the running configuration. Browsers get a page instead. */
export function GET(): Response {
  return Response.json(apiDescription(gatewayInstance().gateway.config), {
    headers: { vary: "Accept" },
  });
}
