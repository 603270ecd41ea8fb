import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer, makeToken } from "#tests/support/tokens.ts";
import { rawNames, rawValues } from "#tests/support/upstream.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/agents";
const OURS = [
  "X-Org-ID",
  "X-User-ID",
  "X-User-Email",
  "X-User-Role",
  "X-Request-ID",
  "Via",
  "traceparent",
];
const fold = (name: string) => name.toLowerCase().replace(/[_.]/g, "-");

// Spellings that some reader of headers takes for the same name.
const spellings = (name: string) => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
  name.replaceAll("-", "_"),
  name.replaceAll("-", "."),
  name.replace("-", "_"),
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: [{ path: PATH }] });

  async function seen(headerLines: readonly string[], claims = {}) {
    const token = await makeToken({ claims });
    const answer = await gateway.raw("GET", PATH, [
      `Authorization: Bearer ${token}`,
      ...headerLines,
    ]);
    expect(answer.status).toBe(200);
    return gateway.upstream.requests[0]?.rawHeaders ?? [];
  }

  test("tells the upstream who calls, each thing exactly once", async () => {
    const headers = await seen([]);

    expect(rawValues(headers, "x-org-id")).toEqual(["org-1"]);
    expect(rawValues(headers, "x-user-id")).toEqual(["user-1"]);
    expect(rawValues(headers, "x-user-email")).toEqual(["user@example.com"]);
    expect(rawValues(headers, "x-user-role")).toEqual(["user"]);
    expect(rawValues(headers, "x-request-id")).toEqual([
      expect.stringMatching(/^req-[0-9a-f]{16,}$/),
    ]);
  });

  test.each(OURS)("drops every spelling of %s that a client sends", async (name) => {
    const sent = spellings(name).map((spelling) => `${spelling}: forged`);

    const headers = await seen(sent);

    const names = rawNames(headers).filter((other) => fold(other) === fold(name));
    expect(names.map((other) => other.toLowerCase())).toEqual([name.toLowerCase()]);
    expect(headers.filter((text) => text === "forged" && name !== "Via")).toEqual([]);
  });

  test("keeps the identity when Connection lists its headers", async () => {
    const headers = await seen(["Connection: X-Org-ID, x-user-id", "X-Org-ID: forged"]);

    expect(rawValues(headers, "x-org-id")).toEqual(["org-1"]);
    expect(rawValues(headers, "x-user-id")).toEqual(["user-1"]);
  });

  test("sends values as UTF-8 bytes", async () => {
    const headers = await seen([], { org_id: "Zoë & 株式会社", email: "jörg@example.com" });

    const utf8 = (name: string) =>
      Buffer.from(rawValues(headers, name)[0] ?? "", "latin1").toString();
    expect(utf8("x-org-id")).toBe("Zoë & 株式会社");
    expect(utf8("x-user-email")).toBe("jörg@example.com");
  });

  test("sends no header for a claim that the token lacks", async () => {
    const headers = await bearer({ without: ["email", "role"] });

    await gateway.send(PATH, { headers: { ...headers, "x-user-role": "admin" } });

    const names = rawNames(gateway.upstream.requests[0]?.rawHeaders ?? []).map(fold);
    expect(names).not.toContain("x-user-email");
    expect(names).not.toContain("x-user-role");
  });

  test("tells callers apart who use one connection after the other", async () => {
    for (const org_id of ["org-a", "org-b", "org-a"])
      await gateway.send(PATH, { headers: await bearer({ claims: { org_id } }) });

    const orgs = gateway.upstream.requests.map(({ headers }) => headers["x-org-id"]);
    expect(orgs).toEqual(["org-a", "org-b", "org-a"]);
  });
});
