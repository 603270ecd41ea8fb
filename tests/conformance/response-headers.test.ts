import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const ROUTES = [
  { path: "/api/v1/mine" },
  { path: "/api/v1/shared", cache_scope: "public" },
  { path: "/api/v1/mine", method: "DELETE" },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  async function answered(
    headers: Readonly<Record<string, string | readonly string[]>>,
    { path = "/api/v1/mine", status = 200, method = "GET" } = {},
  ) {
    gateway.upstream.answerWith((response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.statusCode = status;
      response.end(status === 204 || status === 304 ? undefined : "body");
    });
    return gateway.send(path, { method, headers: await bearer() });
  }
  const listed = (values: readonly string[]) => values.join(",").split(/\s*,\s*/);

  test("keeps an authenticated answer out of shared caches, validators kept", async () => {
    const answer = await answered({
      "cache-control": "public, max-age=600",
      etag: '"v1"',
      "last-modified": "Fri, 01 Mar 2024 10:00:00 GMT",
    });

    expect(answer.values("cache-control")).toEqual(["private, no-cache"]);
    expect(listed(answer.values("vary"))).toContain("Authorization");
    expect(answer.header("etag")).toBe('"v1"');
    expect(answer.header("last-modified")).toBe("Fri, 01 Mar 2024 10:00:00 GMT");
  });

  test("says so even if the upstream says nothing", async () => {
    expect((await answered({})).values("cache-control")).toEqual(["private, no-cache"]);
  });

  test("keeps the upstream's no-store", async () => {
    const answer = await answered({ "cache-control": "No-Store, max-age=0" });

    expect(answer.values("cache-control")).toEqual(["No-Store, max-age=0"]);
  });

  test("leaves the answer of a route with a public scope alone", async () => {
    const answer = await answered({ "cache-control": "max-age=60" }, { path: "/api/v1/shared" });

    expect(answer.values("cache-control")).toEqual(["max-age=60"]);
    expect(listed(answer.values("vary"))).not.toContain("Authorization");
  });

  test("keeps what the upstream varies by", async () => {
    const answer = await answered({ vary: "Accept-Language" });

    expect(listed(answer.values("vary"))).toContain("Accept-Language");
  });

  test("keeps cookies apart, and drops those of the app's session", async () => {
    const answer = await answered({
      "set-cookie": [
        "a=1; Path=/; Expires=Fri, 01 Mar 2030 10:00:00 GMT",
        "next-auth.session-token=stolen",
        "__Secure-next-auth.session-token=stolen; Secure",
        "__Host-next-auth.csrf-token=stolen; Secure",
        "b=2; HttpOnly",
      ],
    });

    expect(answer.values("set-cookie")).toEqual([
      "a=1; Path=/; Expires=Fri, 01 Mar 2030 10:00:00 GMT",
      "b=2; HttpOnly",
    ]);
  });

  test("puts its own request id and CORS answer in the upstream's place", async () => {
    const answer = await answered({
      "x-request-id": "of-the-upstream",
      "access-control-allow-origin": "*",
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "X-Secret",
    });

    expect(answer.values("x-request-id")).toEqual([expect.stringMatching(/^req-[0-9a-f]{16,}$/)]);
    const names = answer.headers.map(([name]) => name.toLowerCase());
    expect(names.filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  test("drops headers of the connection to the upstream", async () => {
    const answer = await answered({
      connection: "close, X-Hop",
      "x-hop": "1",
      "keep-alive": "timeout=1",
      "proxy-authenticate": "Basic",
    });

    const names = answer.headers.map(([name]) => name.toLowerCase());
    expect(names).not.toContain("x-hop");
    expect(names).not.toContain("proxy-authenticate");
    expect(answer.header("keep-alive")).not.toBe("timeout=1");
  });

  test("passes everything else, repeated headers included", async () => {
    const answer = await answered({
      link: ["</a>; rel=next", "</b>; rel=prev"],
      "x-custom": "any",
      "content-type": "application/vnd.api+json",
      "content-disposition": 'attachment; filename="a, b.txt"',
      server: "Go",
    });

    expect(answer.values("link").join(", ")).toBe("</a>; rel=next, </b>; rel=prev");
    expect(answer.header("x-custom")).toBe("any");
    expect(answer.header("content-type")).toBe("application/vnd.api+json");
    expect(answer.header("content-disposition")).toBe('attachment; filename="a, b.txt"');
    expect(answer.header("server")).toBe("Go");
  });

  test.each([301, 302, 303, 307, 308])(
    "passes a redirect %d on instead of following it",
    async (status) => {
      const location = `${gateway.upstream.url}/elsewhere`;

      const answer = await answered({ location }, { status });

      expect(answer.status).toBe(status);
      expect(answer.header("location")).toBe(location);
      expect(gateway.upstream.requests).toHaveLength(1);
    },
  );

  test.each([201, 206, 207, 400, 401, 403, 404, 409, 418, 422, 429, 500, 501])(
    "passes the upstream's own %d with its body",
    async (status) => {
      const answer = await answered({ "content-type": "text/plain" }, { status });

      expect(answer.status).toBe(status);
      expect(answer.text).toBe("body");
    },
  );

  test.each([204, 304])("passes %d without a body", async (status) => {
    const answer = await answered({ etag: '"v1"' }, { status });

    expect(answer.status).toBe(status);
    expect(answer.body).toHaveLength(0);
    expect(answer.header("etag")).toBe('"v1"');
  });

  test("answers HEAD with the upstream's headers and no body", async () => {
    const answer = await answered(
      { "content-type": "text/plain", etag: '"v1"' },
      { method: "HEAD" },
    );

    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);
    expect(answer.header("content-type")).toBe("text/plain");
    expect(answer.header("etag")).toBe('"v1"');
  });
});
