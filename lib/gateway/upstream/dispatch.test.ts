import { once } from "node:events";
import { createSecureServer } from "node:http2";
import { Agent } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { loopbackCertificate } from "#tests/support/certificate.ts";
import { createUpstreamAgent } from "./agent.ts";
import { callOf } from "./contract/calls.ts";
import { dispatchUpstream } from "./dispatch.ts";
import { upstreamContract } from "./upstream.contract.ts";

upstreamContract("dispatch", () => {
  const agent = createUpstreamAgent();
  onTestFinished(() => agent.destroy());
  return dispatchUpstream(agent);
});

test("has no answer in HTTP/2, whose headers would be lost", async () => {
  const { certificate: cert, key } = loopbackCertificate();
  const server = createSecureServer({ cert, key }, (_request, response) => response.end("text"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const agent = new Agent({ allowH2: true, connect: { ca: cert } });
  onTestFinished(async () => {
    await agent.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;

  const replied = dispatchUpstream(agent)(callOf(`https://127.0.0.1:${port}`));

  await expect(replied).rejects.toMatchObject({ reason: "upstream_broken" });
});
