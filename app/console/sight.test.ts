import { expect, test } from "vitest";
import { sightOf } from "./sight.ts";

test("only the operators' scope shows everybody's traffic, whatever the role", () => {
  expect(sightOf({ role: "viewer", scopes: ["gateway:operate"] })).toBe("all");
  expect(sightOf({ role: "admin", scopes: ["read", "write"] })).toBe("org");
  expect(sightOf({ role: "admin", scopes: ["gateway:operate:not", "operate"] })).toBe("org");
});

test("without role and scope the console is closed", () => {
  expect(sightOf({ role: "user", scopes: ["read", "write", "admin"] })).toBeNull();
  expect(sightOf({ role: "Admin", scopes: [] })).toBeNull();
});
