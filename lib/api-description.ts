import type { GatewayConfig } from "./gateway/config/schema.ts";
import { openApiDocument } from "./gateway/openapi/document.ts";
import type { JsonObject } from "./gateway/openapi/json-object.ts";
import { isDroppedHeader } from "./gateway/upstream/request-headers.ts";

const known = new WeakMap<GatewayConfig, JsonObject>();

/** OpenAPI 3.1 of a configuration, made once for each. */
export function apiDescription(config: GatewayConfig): JsonObject {
  const made = known.get(config) ?? openApiDocument(config, isDroppedHeader);
  known.set(config, made);
  return made;
}
