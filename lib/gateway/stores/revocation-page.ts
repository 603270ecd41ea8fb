import { RevocationTarget } from "../identity/revocation.ts";
import type { Revocation } from "../identity/revocation-table.ts";
import type { RedisValue } from "./redis.ts";

/** Some of the store's revocations, and how far they go: pass both on with the next question. */
export type RevocationPage = {
  readonly epoch: string;
  readonly last: string;
  readonly revocations: readonly Revocation[];
};

/** A target as the store keeps it: parsed, so that its fields stand in one order. */
export function textOfTarget(target: RevocationTarget): string {
  return JSON.stringify(RevocationTarget.parse(target));
}

/** What READ_REVOCATIONS answered. Throws when it is nothing of the kind. */
export function pageOf(answer: RedisValue): RevocationPage {
  const [epoch, last, ...news] = Array.isArray(answer) ? answer.map(String) : [];
  if (epoch === undefined || last === undefined) throw new Error("no answer to READ_REVOCATIONS");
  const revocations = news.flatMap((text, index) =>
    index % 2 === 0 ? revocationsIn(text, Number(news[index + 1])) : [],
  );
  return { epoch, last, revocations };
}

// Anything else that somebody put into the store must not keep us from the rest.
function revocationsIn(text: string, untilSeconds: number): readonly Revocation[] {
  const parsed = RevocationTarget.safeParse(parseJson(text));
  return parsed.success && untilSeconds > 0 ? [{ target: parsed.data, untilSeconds }] : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
