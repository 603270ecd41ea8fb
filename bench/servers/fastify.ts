import { randomBytes } from "node:crypto";
import proxy from "@fastify/http-proxy";
import jwt from "@fastify/jwt";
import rateLimit from "@fastify/rate-limit";
import createFastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { NODE_UPSTREAM_URL, UPSTREAM_URL } from "../ports.ts";
import { AUDIENCE, type CLAIMS, ISSUER, SCOPE, SECRET } from "../workload.ts";

declare module "@fastify/jwt" {
  interface FastifyJWT {
    user: typeof CLAIMS;
  }
}

const LIMIT = { max: 100_000_000, timeWindow: "1 minute" };
const IDENTITY_HEADERS = ["x-org-id", "x-user-id", "x-user-email", "x-user-role"];
const DROPPED_HEADERS = ["authorization", "cookie", "forwarded", "x-real-ip", ...IDENTITY_HEADERS];

const app = createFastify({
  logger: { level: "info" },
  bodyLimit: 2 * 1024 ** 3,
  genReqId: () => `req-${randomBytes(8).toString("hex")}`,
  requestTimeout: 0,
});

await app.register(jwt, {
  secret: SECRET,
  verify: {
    algorithms: ["HS256"],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    requiredClaims: ["exp"],
    clockTolerance: 5000,
    cache: 10_000,
  },
});
app.addHook("onRequest", authenticate);
await app.register(rateLimit, {
  ...LIMIT,
  hook: "preHandler",
  enableDraftSpec: true,
  keyGenerator: (request: FastifyRequest) => request.user.user_id,
});
app.addHook("onSend", async (request, reply) => {
  reply.header("x-request-id", request.id);
  reply.header("cache-control", "private, no-cache");
  reply.header("vary", "authorization");
});
for (const [prefix, upstream] of [
  ["/api/v1/events", NODE_UPSTREAM_URL],
  ["/api/v1/uploads", NODE_UPSTREAM_URL],
  ["/api/v1", UPSTREAM_URL],
] as const) {
  await app.register(proxy, {
    upstream,
    prefix,
    rewritePrefix: prefix,
    undici: { connections: null, pipelining: 1, bodyTimeout: 0 },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) => upstreamHeaders(request, headers),
    },
  });
}
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });

async function authenticate(request: FastifyRequest, reply: FastifyReply) {
  try {
    await request.jwtVerify();
  } catch {
    return refuse(request, reply, 401, "UNAUTHORIZED", "Invalid or expired token");
  }
  if (!request.user.scopes.includes(SCOPE)) {
    return refuse(request, reply, 403, "INSUFFICIENT_SCOPE", `Missing scope ${SCOPE}`);
  }
  return undefined;
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
) {
  return reply.code(status).send({
    error: { code, message, request_id: request.id },
    metadata: { success: false, timestamp: new Date().toISOString() },
  });
}

type Caller = Pick<FastifyRequest, "host" | "id" | "ip" | "user">;
type Headers = Record<string, string | string[] | undefined>;

function upstreamHeaders(request: Caller, headers: Headers): Headers {
  const kept: Headers = {};
  for (const name in headers) {
    if (DROPPED_HEADERS.includes(name) || name.startsWith("x-forwarded-")) continue;
    kept[name] = headers[name];
  }
  const claims = request.user;
  return Object.assign(kept, {
    "x-org-id": claims.org_id,
    "x-user-id": claims.user_id,
    "x-user-email": claims.email,
    "x-user-role": claims.role,
    "x-request-id": request.id,
    "x-forwarded-for": request.ip,
    "x-forwarded-proto": "http",
    "x-forwarded-host": request.host,
    via: "1.1 fastify",
  });
}
