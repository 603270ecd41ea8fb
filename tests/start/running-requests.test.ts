import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const open = { auth_required: false };

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: [{ ...open, path: "/api/v1/first" }] });

  test("lets a request under way end under the configuration that it began with", async () => {
    const answering = new Promise<() => void>((resolve) => {
      gateway.upstream.handleWith((_request, response) => {
        response.write("begun, ");
        resolve(() => response.end("ended"));
      });
    });
    const { response } = await gateway.open("/api/v1/first");
    const end = await answering;
    gateway.upstream.reset();

    writeFileSync(
      gateway.app.routesFile,
      routesFile({ routes: [{ ...open, path: "/api/v1/second" }] }),
    );
    await expect
      .poll(async () => (await gateway.send("/api/v1/second")).status, { timeout: 10_000 })
      .toBe(200);
    const received: Buffer[] = [];
    response.on("data", (chunk) => received.push(chunk));
    end();
    await once(response, "end");

    expect(Buffer.concat(received).toString()).toBe("begun, ended");
  });
});
