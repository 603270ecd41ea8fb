import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const at = (path: string) => ({ routes: [{ path, auth_required: false }] });

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, at("/api/v1/first"));
  const hangUp = () => gateway.app.process.kill("SIGHUP");
  const status = async (path: string) => (await send(gateway.app.url + path)).status;

  test("takes routes.yaml up on SIGHUP, changed or not", async () => {
    hangUp();
    await gateway.app.outputMatching(/configuration reloaded/);
    writeFileSync(gateway.app.routesFile, routesFile(at("/api/v1/second")));
    hangUp();

    await expect.poll(() => status("/api/v1/second"), { timeout: 10_000 }).toBe(200);
    expect(await status("/api/v1/first")).toBe(404);
  });

  test("keeps the running configuration on SIGHUP when the file is bad or gone", async () => {
    writeFileSync(gateway.app.routesFile, 'version: "2.0"\n');
    hangUp();
    await gateway.app.outputMatching(/changed configuration refused/);
    rmSync(gateway.app.routesFile);
    hangUp();
    await gateway.app.outputMatching(/configuration cannot be read/);

    expect(await status("/api/v1/second")).toBe(200);
  });
});
