import type { GatewayConfig, RouteConfig } from "../config/schema.ts";
import { refusalNote } from "../errors/gateway-error.ts";
import { scopesOfRole } from "../identity/scopes.ts";
import { signGatewayToken } from "../identity/sign.ts";
import { isStreaming } from "../reply.ts";
import { answeredTarget } from "../routing/answered-target.ts";
import { type Decision, decisionOf } from "../telemetry/decision.ts";
import { cacheKeyParts, type KeyPart } from "./cache-key-parts.ts";
import type { Surroundings } from "./dry-parts.ts";
import { isSecretName, MASK, maskedHeaders, type ShownHeader } from "./masked.ts";
import { type Arriving, type Rehearsal, rehearse } from "./rehearse.ts";
import { type Rival, rivalsOf } from "./rivals.ts";

/** Who makes the request that is to be explained. */
export type Caller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "token"; readonly token: string }
  /** As a token of the token endpoint would be, for somebody with that role. */
  | {
      readonly kind: "role";
      readonly role: string;
      readonly orgId: string;
      readonly userId: string;
    };

/** The whole of why one request would get its answer, as plain JSON. Secrets in it are masked. */
export type Explanation = {
  readonly decision: Decision;
  /** The route that takes the request. */
  readonly route: Pick<RouteConfig, "method" | "path" | "description"> | null;
  /** Its place in the list of routes; -1 for none. */
  readonly routeIndex: number;
  /** Values of the route's parameters, canonical. */
  readonly params: readonly string[];
  readonly rivals: readonly Rival[];
  /** The bucket in which the request is counted. */
  readonly rateKey: string | null;
  /** What tells the answer from others in the cache. */
  readonly cacheKey: readonly KeyPart[] | null;
  /** What the service gets; null when the request does not come so far. */
  readonly upstream: {
    /** The upstream's name, which is its variable's. */
    readonly service: string;
    readonly method: string;
    readonly url: string;
    readonly headers: readonly ShownHeader[];
  } | null;
  /** What the client gets; the service's own part is made up. */
  readonly answer: {
    readonly status: number;
    readonly headers: readonly ShownHeader[];
    /** The envelope of a refusal. */
    readonly body: unknown;
  };
};

/** A role that the configuration does not know, or a role's token that cannot be made. */
export class UnknownRoleError extends Error {
  override readonly name = "UnknownRoleError";
}

/** Whether a request is the gateway's at all; everything else is the app's own and not explained. */
export function isExplained(target: string, method = "GET"): boolean {
  return answeredTarget(method, target, true) !== null;
}

/**
 * Explains what the gateway would make of a request: by the gateway's own pipeline, but sending
 * nothing, counting nothing and storing nothing. Throws UnknownRoleError.
 */
export async function explain(
  config: GatewayConfig,
  asked: Arriving & { readonly caller: Caller },
  surroundings: Surroundings,
): Promise<Explanation> {
  const authorization = await authorizationOf(asked.caller, config, surroundings.secret);
  const arriving = { ...asked, headers: [...asked.headers, ...authorization] };
  const rehearsal = await rehearse(config, arriving, surroundings);
  const { call, exchange } = rehearsal;
  const { method, route, target } = exchange;
  return {
    decision: decided(rehearsal),
    route: route === null ? null : withoutRest(route),
    routeIndex: route === null ? -1 : config.routes.indexOf(route),
    params: exchange.params,
    rivals: target.fault === null ? rivalsOf(config.routes, target.path, method, route) : [],
    rateKey: exchange.limit?.key ?? null,
    cacheKey: shownKey(rehearsal),
    upstream:
      call === null
        ? null
        : {
            service: route?.upstream.name ?? "",
            method: call.method,
            url: call.origin + call.path,
            headers: maskedHeaders(["Host", new URL(call.origin).host, ...call.headers]),
          },
    answer: answerOf(rehearsal),
  };
}

async function authorizationOf(
  caller: Caller,
  { roles }: GatewayConfig,
  secret: string,
): Promise<string[]> {
  if (caller.kind === "anonymous") return [];
  if (caller.kind === "token") return ["Authorization", `Bearer ${caller.token}`];
  const { orgId, role, userId } = caller;
  const scopes = scopesOfRole(role, roles);
  if (scopes === null) {
    throw new UnknownRoleError(`no role is called ${role}: ${[...roles.keys()].join(", ")}`);
  }
  const subject = { orgId, userId, role, scopes, email: `${userId}@example.invalid` };
  const token = await signGatewayToken(subject, { secret, sessionId: "explain", now: Date.now() });
  return ["Authorization", `Bearer ${token}`];
}

function decided({ exchange, reply }: Rehearsal): Decision {
  const { refusal, target } = exchange;
  return decisionOf({
    ...exchange,
    at: Date.now(),
    status: reply.status,
    durationMs: performance.now() - exchange.startedAt,
    path: target.path,
    refusal: refusal === null ? null : { ...refusal, note: refusalNote(refusal) },
  });
}

function withoutRest({ description, method, path }: RouteConfig): Explanation["route"] {
  return { method, path, description };
}

function shownKey({ address }: Rehearsal): KeyPart[] | null {
  if (address === null) return null;
  return cacheKeyParts(address.key).map(({ name, value }) => ({
    name,
    value: name.startsWith("header ") && isSecretName(name) ? MASK : value,
  }));
}

function answerOf({ exchange, reply }: Rehearsal): Explanation["answer"] {
  const { body, headers, status } = reply;
  const isOurs = exchange.refusal !== null && body !== null && !isStreaming(body);
  return {
    status,
    headers: maskedHeaders(headers),
    body: isOurs ? JSON.parse(String(body)) : null,
  };
}
