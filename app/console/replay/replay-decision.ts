import { env } from "#lib/env.ts";
import { GatewayError } from "#lib/gateway/errors/gateway-error.ts";
import { type Caller, explain, UnknownRoleError } from "#lib/gateway/explain/explain.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import type { Sighting } from "#lib/gateway/observation/sighting.ts";
import { seen } from "../decision/tell-decision.ts";
import { trafficSeenBy } from "../feed/live-events.ts";
import type { Visitor } from "../visitor.ts";
import { NOBODY } from "./differences.ts";

/**
 * What the gateway would decide if somebody of another `role` made the request with that `id`, or
 * somebody without a token. Nothing is sent, counted or stored. For demo installations only: throws
 * route_missing elsewhere, and for requests that are not remembered; role_refused for no known role.
 */
export async function replayDecision(visitor: Visitor, query: URLSearchParams): Promise<Response> {
  const sighting = seen(trafficSeenBy(visitor), query);
  if (!env().authDemo || sighting === null) throw new GatewayError("route_missing");
  const role = query.get("role") ?? "";
  const { lane, method, path } = sighting;
  const caller = callerOf(role, sighting, visitor);
  const { config } = gatewayInstance().gateway;
  try {
    const around = surroundings();
    const headers = ["host", new URL(around.publicOrigin).host];
    const request = { method, target: path, headers, peerAddress: null, lane, caller };
    const { decision } = await explain(config, request, around);
    return Response.json({ decision }, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    throw error instanceof UnknownRoleError ? new GatewayError("role_refused", role) : error;
  }
}

function callerOf(role: string, { identity }: Sighting, visitor: Visitor): Caller {
  if (role === NOBODY) return { kind: "anonymous" };
  const orgId = identity?.orgId ?? visitor.orgId;
  return { kind: "role", role, orgId, userId: identity?.userId ?? "somebody" };
}

function surroundings() {
  const environment = env();
  return {
    secret: environment.jwtSecret,
    previousSecrets: environment.jwtSecretPrevious,
    signingSecret: environment.signingSecret,
    trustedProxies: environment.trustedProxies,
    clientAddressHeader: environment.clientAddressHeader,
    publicOrigin: new URL(environment.nextauthUrl).origin,
  };
}
