import { readiness } from "#lib/gateway/instance.ts";

export const dynamic = "force-dynamic";

/** Readiness: whether a balancer should send requests here. */
export function GET(): Response {
  const { isReady, ...body } = readiness();
  return Response.json(body, {
    status: isReady ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}
