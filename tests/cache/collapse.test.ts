import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const CALLERS = 1000;
const ROUTES = [
  { path: "/api/v1/agents/{id}", cache_ttl: "60s", cache_scope: "org" },
  { path: "/api/v1/large", cache_ttl: "60s" },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES, defaults: { rate_limit: "off" } });

  test(`${CALLERS} callers who miss at the same time make one upstream call`, async () => {
    const release = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    let calls = 0;
    gateway.upstream.handleWith(async (_, response) => {
      calls += 1;
      arrived.resolve();
      await release.promise;
      response.end("once");
    });
    const headers = await bearer();
    const ask = () => gateway.send("/api/v1/agents/1", { headers });

    const answers = Array.from({ length: CALLERS }, ask);
    await arrived.promise;
    release.resolve();
    const texts = new Set((await Promise.all(answers)).map(({ text }) => text));

    expect(texts).toEqual(new Set(["once"]));
    expect(calls).toBe(1);
  });

  test("who began a call and leaves takes nothing from the others", async () => {
    const release = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    let calls = 0;
    gateway.upstream.handleWith(async (_, response) => {
      calls += 1;
      response.write("half ");
      arrived.resolve();
      await release.promise;
      response.end("and half");
    });
    const headers = await bearer();
    const leader = await gateway.open("/api/v1/agents/2", { headers });
    await arrived.promise;
    const others = [1, 2, 3].map(() => gateway.send("/api/v1/agents/2", { headers }));
    // By the time that this is answered the others have been read.
    await gateway.send("/api/v1/nowhere");

    leader.request.destroy();
    await gateway.send("/api/v1/nowhere");
    release.resolve();

    expect((await Promise.all(others)).map(({ text }) => text)).toEqual(
      Array(3).fill("half and half"),
    );
    expect(calls).toBe(1);
  });

  test("an upstream that breaks off leaves nothing behind", async () => {
    const headers = await bearer();
    gateway.upstream.handleWith((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const broken = gateway.send("/api/v1/agents/3", { headers });

    await expect(broken).rejects.toThrow();
    gateway.upstream.reset();
    expect((await gateway.send("/api/v1/agents/3", { headers })).text).toBe('{"ok":true}');
  });

  test("an answer over 1 MB passes whole, and is not stored", async () => {
    const bytes = Buffer.alloc(3 * 1024 ** 2, "x");
    gateway.upstream.answerWith((response) => {
      for (let at = 0; at < bytes.length; at += 100_000)
        response.write(bytes.subarray(at, at + 100_000));
      response.end();
    });
    const headers = await bearer();

    const answers = [
      await gateway.send("/api/v1/large", { headers }),
      await gateway.send("/api/v1/large", { headers }),
    ];

    for (const answer of answers) expect(answer.body.equals(bytes)).toBe(true);
    expect(gateway.upstream.requests).toHaveLength(2);
  });
});
