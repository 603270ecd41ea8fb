import { PORTS } from "../ports.ts";
import { AUDIENCE, ISSUER, SCOPE, SECRET } from "../workload.ts";

/**
 * Request id, token (HS256, signature, iss, aud, exp, nbf), scope, rate limit per user, header rules
 * both ways, error envelopes, and a JSON access log.
 */
export function haproxyConfiguration(port: number): string {
  return `
global
  nbthread 1
  maxconn 8000
  log stdout format raw local0 info
defaults
  mode http
  log global
  timeout connect 2s
  timeout client 300s
  timeout server 300s
  timeout http-request 60s
  timeout http-keep-alive 300s
  http-reuse always
frontend gateway
  bind 127.0.0.1:${port} backlog 4096
  unique-id-format req-%[rand,hex]%[rand,hex]
  log-format '${LOG_FORMAT}'
${requestId}
${token}
${scope}
${rateLimit}
${requestHeaders}
${responseHeaders}
  use_backend streams if { path /api/v1/events /api/v1/uploads }
  default_backend items
backend items
  server items 127.0.0.1:${PORTS.upstream} pool-max-conn -1
backend streams
  server streams 127.0.0.1:${PORTS.nodeUpstream} pool-max-conn -1
`;
}

const LOG_FORMAT = [
  '{"time":"%[date,utime(%Y-%m-%dT%H:%M:%SZ)]","level":"info","request_id":"%[var(txn.id)]"',
  '"method":"%HM","path":"%HPO","status":%ST,"duration_ms":%Ta,"upstream":"%b","upstream_ms":%Tr',
  '"bytes_out":%B,"org_id":"%[var(txn.org)]","user_id":"%[var(txn.user)]"',
  '"client_ip":"%ci","user_agent":"%[capture.req.hdr(0)]"}',
].join(",");

const requestId = `
  http-request capture req.hdr(User-Agent) len 128
  http-request set-var(txn.id) req.hdr(X-Request-ID) if { req.hdr(X-Request-ID) -m reg ^[A-Za-z0-9._-]{8,128}$ }
  http-request set-var(txn.id) unique-id unless { var(txn.id) -m found }`;

const invalid = refusal(
  401,
  "UNAUTHORIZED",
  "Invalid or expired token",
  ' error=\\"invalid_token\\"',
);

const token = `
  http-request set-var(txn.bearer) http_auth_bearer
  ${refusal(401, "UNAUTHORIZED", "A token is required", "")} unless { var(txn.bearer) -m found }
  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
  http-request set-var(txn.iss) var(txn.bearer),jwt_payload_query('$.iss')
  http-request set-var(txn.aud) var(txn.bearer),jwt_payload_query('$.aud')
  http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
  http-request set-var(txn.nbf) var(txn.bearer),jwt_payload_query('$.nbf','int')
  http-request set-var(txn.org) var(txn.bearer),jwt_payload_query('$.org_id')
  http-request set-var(txn.user) var(txn.bearer),jwt_payload_query('$.user_id')
  http-request set-var(txn.email) var(txn.bearer),jwt_payload_query('$.email')
  http-request set-var(txn.role) var(txn.bearer),jwt_payload_query('$.role')
  http-request set-var(txn.payload) var(txn.bearer),word(2,.),ub64dec
  http-request set-var(txn.now) date()
  ${invalid} unless { var(txn.alg) -m str HS256 }
  ${invalid} unless { var(txn.bearer),jwt_verify(txn.alg,"${SECRET}") 1 }
  ${invalid} unless { var(txn.iss) -m str ${ISSUER} }
  ${invalid} unless { var(txn.aud) -m str ${AUDIENCE} }
  ${invalid} unless { var(txn.org) -m len ge 1 } { var(txn.user) -m len ge 1 }
  ${invalid} unless { var(txn.exp) -m found }
  ${refusal(401, "EXPIRED_TOKEN", "The token has expired", ' error=\\"invalid_token\\"')} if { var(txn.exp),sub(txn.now),add(5) -m int lt 0 }
  ${invalid} if { var(txn.nbf) -m found } { var(txn.nbf),sub(txn.now),sub(5) -m int gt 0 }`;

// JSON queries of 2.6 give no arrays: a regular expression looks into the payload.
const scope = `
  ${refusal(403, "INSUFFICIENT_SCOPE", `Missing scope ${SCOPE}`, ' error=\\"insufficient_scope\\"')} unless { var(txn.payload) -m reg '"scopes":\\[[^]]*"${SCOPE}"' }`;

const rateLimit = `
  stick-table type string len 80 size 100k expire 60s store http_req_rate(60s)
  http-request track-sc0 var(txn.user)
  http-request set-var(txn.rate) sc_http_req_rate(0)
  ${refusal(429, "RATE_LIMITED", "Too many requests", "")} if { var(txn.rate) -m int gt 100000000 }`;

const DROPPED = [
  "X-Org-ID,X-User-ID,X-User-Email,X-User-Role,X-Request-ID,Authorization,Cookie,Forwarded",
  "X-Real-IP,X-Client-IP,True-Client-IP,CF-Connecting-IP,X-Original-URL,X-Rewrite-URL",
  "X-HTTP-Method-Override,X-Method-Override",
]
  .join(",")
  .split(",");

const requestHeaders = `
${DROPPED.map((name) => `  http-request del-header ${name}`).join("\n")}
  http-request del-header x-forwarded- -m beg
  http-request del-header x-middleware- -m beg
  http-request del-header x-gateway- -m beg
  http-request set-header X-Org-ID %[var(txn.org)]
  http-request set-header X-User-ID %[var(txn.user)]
  http-request set-header X-User-Email %[var(txn.email)]
  http-request set-header X-User-Role %[var(txn.role)]
  http-request set-header X-Request-ID %[var(txn.id)]
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request add-header Via "1.1 haproxy"
  http-request set-header traceparent 00-%[rand,hex]%[rand,hex]%[rand,hex]%[rand,hex]-%[rand,hex]%[rand,hex]-01 unless { req.hdr(traceparent) -m found }`;

const responseHeaders = `
  http-response set-header X-Request-ID %[var(txn.id)]
  http-response set-header RateLimit-Policy "\\"default\\";q=100000000;w=60"
  http-response set-header RateLimit "\\"default\\";r=%[int(100000000),sub(txn.rate)];t=60"
  http-response set-header Cache-Control "private, no-cache"
  http-response add-header Vary Authorization`;

function refusal(status: number, code: string, message: string, challenge: string): string {
  const envelope =
    `{"error":{"code":"${code}","message":"${message}","request_id":"%[var(txn.id)]"},` +
    `"metadata":{"success":false,"timestamp":"%[date,utime(%Y-%m-%dT%H:%M:%SZ)]"}}`;
  return (
    `http-request return status ${status} content-type application/json lf-string '${envelope}' ` +
    `hdr X-Request-ID "%[var(txn.id)]" hdr Cache-Control no-store ` +
    `hdr WWW-Authenticate "Bearer realm=\\"eloquent\\"${challenge}"`
  );
}
