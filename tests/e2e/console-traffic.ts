import { setTimeout as pause } from "node:timers/promises";
import { ACME_ORG_ID, GLOBEX_ORG_ID } from "#demo/orgs.ts";
import { bearer } from "#tests/support/tokens.ts";

const ALL = ["read", "write", "write:agents", "write:workflows", "write:entities"];

/** One call of the traffic: who makes it, and of what. */
type Call = readonly [who: "uli" | "vera" | "gil" | "nobody", method: string, path: string];

/** Calls of every kind, in the order they are sent: let through, cached, refused, failed. */
const CALLS: readonly Call[] = [
  ["uli", "GET", "/api/v1/agents"],
  ["uli", "GET", "/api/v1/agents/support-triage"],
  ["vera", "GET", "/api/v1/workflows"],
  ["vera", "GET", "/api/v1/agents"],
  ["gil", "GET", "/api/v1/entities"],
  ["uli", "GET", "/api/v1/workflows/ticket-intake"],
  ["nobody", "GET", "/api/v1/agents"],
  ["vera", "POST", "/api/v1/agents"],
  ["uli", "GET", "/api/v1/reports"],
  ["gil", "GET", "/api/v1/agents/support-triage"],
  ["uli", "GET", "/api/v1/legacy"],
  ["nobody", "GET", "/api/v1/status"],
];

async function people(): Promise<Record<Call[0], Record<string, string>>> {
  const person = (org_id: string, user_id: string, email: string, scopes: readonly string[]) =>
    bearer({ claims: { org_id, user_id, email, scopes, role: "user" } });
  return {
    uli: await person(ACME_ORG_ID, "uli", "user@acme.example", ALL),
    vera: await person(ACME_ORG_ID, "vera", "viewer@acme.example", ["read"]),
    gil: await person(GLOBEX_ORG_ID, "gil", "user@globex.example", ALL),
    nobody: {},
  };
}

/** Sends each call once and waits for the answers; gives the statuses in the order of CALLS. */
export async function sendTraffic(url: string): Promise<readonly number[]> {
  const headers = await people();
  const statuses: number[] = [];
  for (const [who, method, path] of CALLS) {
    const response = await fetch(url + path, { method, headers: headers[who] });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  return statuses;
}

/** Keeps traffic of a changing strength up for that long: for pictures, not for tests. */
export async function keepTraffic(url: string, seconds: number): Promise<void> {
  const headers = await people();
  const endsAt = Date.now() + seconds * 1000;
  for (let turn = 0; Date.now() < endsAt; turn += 1) {
    const strength = 6 + 4 * Math.sin(turn / 9) + 2 * Math.sin(turn / 2.3);
    const calls = Array.from({ length: Math.max(1, Math.round(strength)) }, (_, index) => {
      const often = CALLS[(turn * 7 + index * 5) % 6];
      const seldom = CALLS[(turn + index) % CALLS.length];
      return index % 5 === 4 ? seldom : often;
    });
    await Promise.all(
      calls.map(async (call) => {
        if (call === undefined) return;
        const [who, method, path] = call;
        const response = await fetch(url + path, { method, headers: headers[who] });
        await response.arrayBuffer();
      }),
    );
    await pause(250);
  }
}
