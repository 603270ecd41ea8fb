import { expect, test } from "vitest";
import { violationsOf } from "./violations.ts";

const importing = (specifier: string) => `import { x } from "${specifier}";\nexport const y = x;\n`;

/** One violating file per rule: rule number, path, source. */
const violating: readonly (readonly [string, string, string])[] = [
  ["1", "lib/gateway/errors/catalogue.ts", importing("../routing/router.ts")],
  ["1", "lib/gateway/exchange.ts", importing("../env.ts")],
  ["1", "lib/gateway/config/parse.ts", importing("../pipeline/stage.ts")],
  ["2", "lib/gateway/cache/key.ts", importing("../identity/claims.ts")],
  ["2", "lib/gateway/routing/router.ts", importing("../stages/cache.ts")],
  ["2", "lib/gateway/upstream/dispatch.ts", importing("../stores/redis.ts")],
  ["3", "lib/gateway/stages/cors.ts", importing("./access-log.ts")],
  ["3", "lib/gateway/stages/cache.ts", importing("../stores/memory.ts")],
  ["3", "lib/gateway/stages/cache.ts", importing("../pipeline/order.ts")],
  ["4a", "lib/gateway/gateway.ts", importing("./stages/recovery.ts")],
  ["4a", "app/api/route.ts", importing("#lib/gateway/stages/recovery.ts")],
  ["4b", "lib/gateway/gateway.ts", importing("./stores/memory.ts")],
  ["4c", "lib/gateway/lanes/direct.ts", importing("../../env.ts")],
  ["4d", "lib/gateway/pipeline/compose.ts", importing("../instance.ts")],
  ["4d", "lib/gateway/gateway.ts", importing("./lanes/direct.ts")],
  ["4d", "lib/gateway/explain/explain.ts", importing("../instance.ts")],
  ["4b", "lib/gateway/explain/explain.ts", importing("../stores/open.ts")],
  ["5a", "lib/gateway/lanes/route.ts", importing("next/server")],
  ["5a", "lib/gateway/instance.ts", importing("react")],
  ["5b", "app/page.tsx", importing("next-auth")],
  ["6", "lib/gateway/routing/router.ts", "export const at = () => Date.now();\n"],
  ["6", "lib/gateway/cors/origin.ts", "export const at = () => new Date().toISOString();\n"],
  ["6", "lib/gateway/identity/scopes.ts", "export const x = process.env.SCOPES;\n"],
  ["6", "lib/gateway/cache/key.ts", 'export const x = () => fetch("http://localhost");\n'],
  ["6", "lib/gateway/ratelimit/sliding-window.ts", importing("node:fs")],
];

const keeping: readonly (readonly [string, string])[] = [
  ["lib/gateway/errors/envelope.ts", importing("./catalogue.ts")],
  ["lib/gateway/cache/key.ts", importing("../exchange.ts")],
  ["lib/gateway/stages/cache.ts", importing("../cache/policy.ts")],
  ["lib/gateway/stages/cache.ts", importing("../pipeline/stage.ts")],
  ["lib/gateway/pipeline/order.ts", importing("../stages/cache.ts")],
  ["lib/gateway/instance.ts", importing("./stores/redis.ts")],
  ["lib/gateway/instance.ts", importing("../env.ts")],
  ["lib/auth.ts", importing("next-auth")],
  ["lib/gateway/routing/router.ts", "export const at = (now: number) => new Date(now);\n"],
];

test.each(violating)("rule %s reports %s", (number, path, source) => {
  const numbers = violationsOf(path, source).map(({ rule }) => rule.split(":")[0]);

  expect(numbers).toContain(number);
});

test.each(keeping)("a direction that is allowed is not reported in %s", (path, source) => {
  expect(violationsOf(path, source)).toEqual([]);
});

test("an import that is only a type counts", () => {
  const source = 'import type { X } from "../identity/claims.ts";\nexport type Y = X;\n';

  expect(violationsOf("lib/gateway/cache/key.ts", source)).toHaveLength(1);
});

test("re-exports and dynamic imports count", () => {
  const source = 'export { x } from "next/server";\nexport const y = () => import("react");\n';

  expect(violationsOf("lib/gateway/lanes/route.ts", source).map(({ at }) => at)).toEqual([
    "lib/gateway/lanes/route.ts:1",
    "lib/gateway/lanes/route.ts:2",
  ]);
});

test("a file that does not parse is refused instead of passing unseen", () => {
  expect(() => violationsOf("lib/gateway/reply.ts", "import {")).toThrow("lib/gateway/reply.ts");
});
