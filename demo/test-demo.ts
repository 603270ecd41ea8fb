import { onTestFinished } from "vitest";
import { ACME_ORG_ID } from "./orgs.ts";
import { type Demo, type DemoOptions, startDemo } from "./start.ts";

/** The headers that a gateway would forward for ACME. */
export const acme = { "X-Org-ID": ACME_ORG_ID } as const;

/** Starts fresh demo services for the running test, which ends them; `lines` is what they logged. */
export async function testDemo(
  options: DemoOptions = {},
): Promise<Demo & { readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const demo = await startDemo({ log: (line) => lines.push(line), ...options });
  onTestFinished(demo.close);
  return { ...demo, lines };
}

/** A JSON request as ACME. */
export function json(method: string, body: unknown): RequestInit {
  const headers = { ...acme, "Content-Type": "application/json" };
  return { method, headers, body: JSON.stringify(body) };
}
