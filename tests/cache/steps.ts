import { expect } from "vitest";
import type { Answer, Sending } from "#tests/support/http-client.ts";
import { bearer, type TokenOptions } from "#tests/support/tokens.ts";
import type { GatewayUnderTest } from "#tests/support/use-gateway.ts";

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What the upstream answers to one call; 200 with "body" unless said otherwise. */
export type Scripted = {
  readonly status?: number;
  readonly headers?: Headers;
  readonly body?: string;
};

/** One request, and what must come of it. */
export type Step = {
  /** `user` (default), `org` or `public`: the route's cache scope. */
  readonly scope?: "user" | "org" | "public";
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: TokenOptions;
  readonly status?: number;
  readonly body?: string;
  /** What must stand in `Cache-Status` after the gateway's name. */
  readonly cache?: string | RegExp;
  readonly has?: Readonly<Record<string, string | RegExp | null>>;
};

/** A rule of a specification as requests through the gateway. */
export type Rule = {
  readonly rule: string;
  /** Answers by number of call; the last one stands for all further calls. */
  readonly upstream?: readonly Scripted[];
  readonly steps: readonly Step[];
  /** How many calls the upstream gets; one unless said otherwise. */
  readonly calls?: number;
  /** Headers that the last call carries, null for none. */
  readonly asked?: Readonly<Record<string, string | null>>;
};

/** Routes for `runRule`: one for each scope, for reads and writes at every path under it. */
export const RULE_ROUTES = (["user", "org", "public"] as const).flatMap((scope) => {
  const path = `/api/v1/${scope}/{rest*}`;
  const common = { path, rate_limit: "off", ...(scope === "public" && { auth_required: false }) };
  return [
    { ...common, cache_ttl: "60s", ...(scope !== "public" && { cache_scope: scope }) },
    ...["POST", "PUT", "PATCH", "DELETE"].map((method) => ({ ...common, method })),
  ];
});

let paths = 0;

/** Runs a rule's steps one after the other, at a path of its own. */
export async function runRule(gateway: GatewayUnderTest, { upstream = [{}], ...rule }: Rule) {
  paths += 1;
  gateway.upstream.reset();
  gateway.upstream.answerWith((response) => {
    const number = Math.min(gateway.upstream.requests.length, upstream.length);
    const { status = 200, headers = {}, body = `body ${number}` } = upstream[number - 1] ?? {};
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.statusCode = status;
    response.end(status === 204 || status === 304 ? undefined : body);
  });
  for (const step of rule.steps) check(await take(gateway, step, paths), step);

  // A call that nobody waits for may still be on its way.
  await expect.poll(() => gateway.upstream.requests.length).toBe(rule.calls ?? 1);
  const last = gateway.upstream.requests.at(-1);
  for (const [name, value] of Object.entries(rule.asked ?? {})) {
    expect({ [name]: last?.headers[name] ?? null }).toEqual({ [name]: value });
  }
}

async function take(gateway: GatewayUnderTest, step: Step, path: number): Promise<Answer> {
  const { scope = "user", method = "GET", query = "", token } = step;
  const authorization = scope === "public" ? {} : await bearer(token);
  const sending: Sending = { method, headers: { ...authorization, ...step.headers } };
  return gateway.send(`/api/v1/${scope}/${path}${query}`, sending);
}

function check(answer: Answer, { body, cache, has = {}, status = 200 }: Step): void {
  expect({ status: answer.status, text: answer.text }).toMatchObject({
    status,
    ...(body !== undefined && { text: body }),
  });
  if (cache !== undefined) {
    const own = answer
      .values("cache-status")
      .join(", ")
      .split(/, (?=[a-z-]+;)/)
      .at(-1);
    const [name, ...rest] = (own ?? "").split("; ");
    expect(name).toBe("eloquent-gateway");
    if (typeof cache === "string") expect(rest.join("; ")).toBe(cache);
    else expect(rest.join("; ")).toMatch(cache);
  }
  for (const [name, value] of Object.entries(has)) {
    if (value instanceof RegExp) expect(answer.values(name).join(", ")).toMatch(value);
    else expect({ [name]: answer.header(name) }).toEqual({ [name]: value });
  }
}
