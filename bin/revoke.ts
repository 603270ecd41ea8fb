import { pino } from "pino";
import { parseDuration } from "../lib/gateway/config/durations.ts";
import type { RevocationTarget } from "../lib/gateway/identity/revocation.ts";
import { endOfRevocation } from "../lib/gateway/identity/revocation-span.ts";
import { openStores } from "../lib/gateway/stores/open.ts";
import { commandEnvironment } from "./environment.ts";
import { complain, print, printJson } from "./terminal.ts";
import { EXIT, type ExitCode, UsageError } from "./usage-error.ts";

export type RevokeOptions = {
  readonly json: boolean;
  /** How long, as `24h`; tokens made so far stay revoked until they have expired in any case. */
  readonly for: string;
};

/** Revokes somebody's tokens on every replica that shares the configured Redis. */
export async function revoke(
  target: RevocationTarget,
  { for: span, json }: RevokeOptions,
): Promise<ExitCode> {
  const spanMs = parseDuration(span);
  if (spanMs === null)
    throw new UsageError(`${span} is no duration`, "Say --for 30m, 24h or the like.");
  const { env } = commandEnvironment();
  if (env.store === null) {
    throw new UsageError(
      "no Redis is configured: only this command's own memory would know, and no gateway would hear of it",
      "Set REDIS_URL, or UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, as the gateway has them.",
    );
  }
  const now = Date.now();
  const untilSeconds = endOfRevocation((now + spanMs) / 1000, now);
  const stores = openStores(env.store, pino({ level: "silent" }));
  await stores.opened;
  const isTold = await stores.revocations.revoke(target, untilSeconds);
  stores.shared?.redis.close();
  const until = new Date(untilSeconds * 1000).toISOString();
  if (json) printJson({ target, revoked: isTold, until });
  else if (isTold)
    print(`Revoked ${inWords(target)} until ${until}; every replica knows within 5 s.`);
  if (!isTold && !json) complain("gateway: the Redis does not answer, so nothing is revoked");
  return isTold ? EXIT.good : EXIT.bad;
}

function inWords(target: RevocationTarget): string {
  if (target.kind === "session") return `the session ${target.sessionId}`;
  if (target.kind === "org") return `the organisation ${target.orgId}`;
  return `the user ${target.userId} of ${target.orgId}`;
}
