import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const ROUTES = [
  { path: "/api/v1/plain" },
  { path: "/api/v1/passing", forward_headers: ["authorization", "cookie"] },
];
const SESSION = [
  "next-auth.session-token=secret",
  "__Secure-next-auth.session-token.0=secret",
  "__Host-next-auth.csrf-token=secret",
  "next-auth.callback-url=secret",
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  test("passes no credentials unless a route asks for them", async () => {
    await gateway.send("/api/v1/plain", { headers: { ...(await bearer()), cookie: "theme=dark" } });

    const names = Object.keys(gateway.upstream.requests[0]?.headers ?? {});
    expect(names).not.toContain("authorization");
    expect(names).not.toContain("cookie");
  });

  test("passes those that a route asks for, but never the app's session", async () => {
    const credentials = await bearer();
    const cookie = [SESSION[0], "theme=dark", ...SESSION.slice(1), "lang=en"].join("; ");

    await gateway.send("/api/v1/passing", { headers: { ...credentials, cookie } });

    const headers = gateway.upstream.requests[0]?.headers;
    expect(headers?.authorization).toBe(credentials.authorization);
    expect(headers?.cookie).toBe("theme=dark; lang=en");
  });

  test("passes no cookie header when the session's were all", async () => {
    const headers = { ...(await bearer()), cookie: SESSION.join("; ") };

    await gateway.send("/api/v1/passing", { headers });

    expect(Object.keys(gateway.upstream.requests[0]?.headers ?? {})).not.toContain("cookie");
  });
});
