import { describe, expect, test } from "vitest";
import { createSigner } from "#lib/gateway/upstream/signature.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { rawValues } from "#tests/support/upstream.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const SECRET = "signing-secret-signing-secret-0123";

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [{ path: "/api/v1/signed", sign: true }, { path: "/api/v1/plain" }],
    env: { GATEWAY_SIGNING_SECRET: SECRET },
  });

  async function signatureOf(path: string, headers: Record<string, string> = {}) {
    await gateway.send(path, { headers: { ...(await bearer()), ...headers } });
    const [request] = gateway.upstream.requests;
    return { request, signatures: rawValues(request?.rawHeaders ?? [], "x-gateway-signature") };
  }

  test("a signed request carries one signature over what the service receives", async () => {
    const { request, signatures } = await signatureOf("/api/v1/signed?b=2&a=1&b");

    const seconds = Number(/^t=(\d+),/.exec(signatures[0] ?? "")?.[1]);
    const { method = "", rawHeaders: headers = [], target = "" } = request ?? {};
    const expected = createSigner(SECRET)({ method, target, headers }, seconds * 1000);
    expect(target).toBe("/api/v1/signed?b=2&a=1&b");
    expect(signatures).toEqual([expected]);
  });

  test("a client's own signature never arrives, on signed routes or others", async () => {
    const forged = { "x-gateway-signature": "t=1,v1=forged", x_gateway_signature: "t=1,v1=forged" };

    const plain = await signatureOf("/api/v1/plain", forged);

    expect(plain.signatures).toEqual([]);
    expect(plain.request?.headers).not.toHaveProperty("x_gateway_signature");
    gateway.upstream.reset();
    expect((await signatureOf("/api/v1/signed", forged)).signatures.join()).not.toContain("forged");
  });
});
