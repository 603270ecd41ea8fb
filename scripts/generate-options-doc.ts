import { readFileSync } from "node:fs";
import { keepGenerated } from "./docs/generated-file.ts";
import { betweenMarkers, optionsTable } from "./docs/options-table.ts";
import { type JsonSchema, routesSchema } from "./docs/routes-schema.ts";

const file = "docs/configuration.md";
const { cors = {}, defaults = {}, routes = {} } = routesSchema({ words: true }).properties ?? {};

const withRoutes = betweenMarkers(
  readFileSync(file, "utf8"),
  "route options",
  optionsTable("Option", objectOf(itemsOf(objectOf(routes))), objectOf(defaults)),
);
keepGenerated(
  file,
  betweenMarkers(
    withRoutes,
    "cors keys",
    optionsTable("`cors` key", objectOf(cors), objectOf(cors)),
  ),
);

function itemsOf({ items }: JsonSchema): JsonSchema | boolean {
  return items === undefined || Array.isArray(items) ? {} : items;
}

function objectOf(schema: JsonSchema | boolean): JsonSchema {
  return typeof schema === "boolean" ? {} : schema;
}
