import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import { routeGroups } from "./route-choice.ts";

const env = {
  AGENTS_SERVICE_URL: "http://agents.internal:8080",
  WORKFLOWS_SERVICE_URL: "http://workflows.internal:8080",
  ENTITIES_SERVICE_URL: "http://entities.internal:8080",
};

function shippedRoutes() {
  const result = parseConfig(readFileSync("routes.yaml", "utf8"), { file: "routes.yaml", env });
  if (!result.ok) throw new Error("routes.yaml is faulty");
  return result.config.routes;
}

test("groups the shipped routes by collection, all of them", () => {
  const routes = shippedRoutes();

  const groups = routeGroups(routes);

  expect(groups.map(({ name }) => name)).toEqual(["status", "agents", "workflows", "entities"]);
  expect(groups.flatMap((group) => group.routes)).toHaveLength(routes.length);
});

test("tells the page nothing of where a route leads", () => {
  const groups = routeGroups(shippedRoutes());

  expect(JSON.stringify(groups)).not.toContain("internal");
});
