import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, expect, test } from "vitest";
import { parseEnv } from "../env.ts";
import { dryParts } from "./explain/dry-parts.ts";
import { openConfiguration } from "./running-configuration.ts";

const SECRET = "test-secret-test-secret-test-secret-1234";
const directory = mkdtempSync(join(tmpdir(), "running-configuration-"));
const file = join(directory, "routes.yaml");

afterAll(() => rmSync(directory, { recursive: true }));

test("tells the findings of the configuration that runs, also after a change", () => {
  write("scopes: [read]");
  const running = openConfiguration(environment(), pino({ level: "silent" }), parts());
  const before = running.findings;

  write("auth_required: false");
  running.reload();

  expect(before).toEqual([]);
  expect(running.findings.map(({ id, line }) => [id, line])).toEqual([["write-without-scopes", 4]]);
});

test("keeps gateway and findings together when a change is refused", () => {
  write("auth_required: false");
  const running = openConfiguration(environment(), pino({ level: "silent" }), parts());
  const { findings, gateway } = running;

  write("scopes: 7");
  running.reload();

  expect(running.isLastGood).toBe(false);
  expect([running.gateway, running.findings]).toEqual([gateway, findings]);
});

function write(option: string): void {
  const route = "{ path: /api/v1/x, method: POST, proxy_upstream: 'http://a.test'";
  writeFileSync(
    file,
    `version: "1.0"\nroles: { user: [read] }\nroutes:\n  - ${route}, ${option} }\n`,
  );
}

function environment() {
  const required = { JWT_SECRET: SECRET, NEXTAUTH_SECRET: SECRET, NEXTAUTH_URL: "http://a.test" };
  return parseEnv({ ...required, GATEWAY_ROUTES: file });
}

function parts() {
  const surroundings = {
    ...{ secret: SECRET, previousSecrets: [], signingSecret: null, trustedProxies: [] },
    ...{ clientAddressHeader: null, publicOrigin: "http://a.test" },
  };
  return dryParts(surroundings, { call: null, address: null, bug: null });
}
