import type { HeaderList } from "../../lib/gateway/header-list.ts";
import { createTokenVerifier } from "../../lib/gateway/identity/token.ts";
import { readTarget } from "../../lib/gateway/routing/canonical-path.ts";
import { createRouter } from "../../lib/gateway/routing/router.ts";
import { upstreamHeaders } from "../../lib/gateway/upstream/request-headers.ts";
import { clientHeaders } from "../../lib/gateway/upstream/response-headers.ts";
import { CLAIMS, PATHS, SECRET } from "../workload.ts";
import { benchConfig, upstreamReply } from "./samples.ts";

const OWN_HEADERS = {
  requestId: "req-0123456789abcdef",
  identity: ["X-Org-ID", CLAIMS.org_id, "X-User-ID", CLAIMS.user_id],
  forwardedFor: "127.0.0.1",
  forwardedProto: "http",
  forwardedHost: "app.example.com",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
};

/** One task per pure decision on the way of a request. */
export async function deciding(headers: HeaderList): Promise<Record<string, () => unknown>> {
  const router = createRouter(benchConfig().routes.map((route) => ({ ...route, value: route })));
  const manyRoutes = createRouter(
    Array.from({ length: 1000 }, (_, index) => ({
      path: `/api/v1/service-${index}/{id}/parts/{part}`,
      method: "GET",
      value: index,
    })),
  );
  const token = headers[headers.indexOf("Authorization") + 1]?.slice("Bearer ".length) ?? "";
  const answer = upstreamReply().headers;
  const rules = { isPrivate: true, isSessionCookie: () => false };
  return {
    "canonical path, plain": () => readTarget(PATHS.item),
    "canonical path, escaped": () => readTarget("/api/v1/items/%7e42%c3%a9?a=1&b=2"),
    "router, 6 routes": () => router.match(PATHS.item),
    "router, 1,000 routes": () => manyRoutes.match("/api/v1/service-500/42/parts/7"),
    "token, first sight": () =>
      createTokenVerifier({ secret: SECRET, previousSecrets: [] }).verify(token),
    "headers to the upstream": () => upstreamHeaders(headers, OWN_HEADERS, []),
    "headers to the client": () => clientHeaders(answer, rules),
  };
}
