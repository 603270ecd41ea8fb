import { trustProxies } from "../../lib/gateway/client/client-address.ts";
import type { HeaderList } from "../../lib/gateway/header-list.ts";
import { memoryRevocations } from "../../lib/gateway/identity/memory-revocations.ts";
import { createTokenVerifier } from "../../lib/gateway/identity/token.ts";
import type { Stage } from "../../lib/gateway/pipeline/stage.ts";
import { memoryLimiter } from "../../lib/gateway/ratelimit/memory-limiter.ts";
import { accessLog } from "../../lib/gateway/stages/access-log.ts";
import { authenticate } from "../../lib/gateway/stages/authenticate.ts";
import { authorize } from "../../lib/gateway/stages/authorize.ts";
import { bodyLimit } from "../../lib/gateway/stages/body-limit.ts";
import { clientAddress } from "../../lib/gateway/stages/client-address.ts";
import { cors } from "../../lib/gateway/stages/cors.ts";
import { rateLimit } from "../../lib/gateway/stages/rate-limit.ts";
import { requestId } from "../../lib/gateway/stages/request-id.ts";
import { accessLog as logAccess } from "../../lib/gateway/telemetry/access-log.ts";
import { recordAnswers } from "../../lib/gateway/telemetry/record.ts";
import { SECRET } from "../workload.ts";
import { arrivedExchange, benchConfig, upstreamReply } from "./samples.ts";
import { silentLog } from "./silent-log.ts";

type Task = () => unknown;

/** One task per stage. All work on an exchange that the stages before have filled in. */
export async function stages(headers: HeaderList): Promise<Record<string, Task>> {
  const config = benchConfig();
  const [route] = config.routes;
  if (route === undefined) throw new Error("no route");
  const limiter = memoryLimiter();
  const tokens = createTokenVerifier({ secret: SECRET, previousSecrets: [] });
  const exchange = arrivedExchange(headers);
  const record = recordAnswers([logAccess(silentLog())]);
  const logged = accessLog({ record, reportBug: () => {} });
  const withToken = authenticate({
    isRequired: true,
    tokens,
    revocations: memoryRevocations(),
    limiter,
    failures: config.authFailures,
  });
  await withToken(exchange, upstreamReply);
  exchange.route = route;

  const task = (stage: Stage) => () => {
    // What stages add to every answer would go on growing.
    exchange.answerHeaders.length = 0;
    return stage(exchange, upstreamReply);
  };
  return {
    "(no stage: an exchange made)": () => arrivedExchange(headers),
    "(no stage: the answer made)": upstreamReply,
    "request id": task(requestId(() => false)),
    "client address": task(clientAddress(trustProxies([]), null)),
    cors: task(
      cors({
        config: config.cors,
        publicOrigin: "https://app.example.com",
        allowOf: () => null,
      }),
    ),
    "authenticate, token seen before": task(withToken),
    authorize: task(authorize(route)),
    "rate limit": task(rateLimit(route.rateLimit, limiter)),
    "body limit, no body": task(bodyLimit(route.maxBodyBytes)),
    "access log, line written": () => {
      exchange.answerHeaders.length = 0;
      const reply = logged(exchange, upstreamReply);
      exchange.onClosed?.({ bytesOut: 514, isComplete: true });
      return reply;
    },
  };
}
