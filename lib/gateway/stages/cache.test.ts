import { describe, expect, test } from "vitest";
import { ALICE, type Answered, cachedRoute } from "#tests/cache/cached-route.ts";
import { memoryStore } from "../cache/memory-store.ts";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";

const MEGABYTE = 1024 ** 2;

/** A body that comes chunk by chunk when the test says so. */
function slowBody() {
  const chunks: PromiseWithResolvers<Uint8Array | null>[] = [Promise.withResolvers()];
  let isLeft = false;
  async function* body() {
    try {
      for (let index = 0; ; index++) {
        const chunk = await chunks[index]?.promise;
        if (chunk === null || chunk === undefined) return;
        yield chunk;
      }
    } finally {
      isLeft = true;
    }
  }
  const next = (chunk: Uint8Array | null) => {
    const last = chunks.at(-1);
    chunks.push(Promise.withResolvers());
    last?.resolve(chunk);
  };
  return {
    body: body(),
    isLeft: () => isLeft,
    push: (text: string) => next(Buffer.from(text)),
    end: () => next(null),
    break: (error: Error) => chunks.at(-1)?.reject(error),
  };
}

const statusOf = (answer: Answered) => answer.header("cache-status");

describe("a hit", () => {
  test("is answered synchronously, with the age of the answer", async () => {
    const route = cachedRoute();
    await route.send();
    route.pass(5000);

    const reply = route.ask();
    const answer = await route.send();

    expect(reply).not.toBeInstanceOf(Promise);
    expect(answer.text).toBe("body");
    expect(answer.header("age")).toBe("5");
    expect(answer.header("cache-control")).toBe("private, no-cache");
    expect(statusOf(answer)).toBe("eloquent-gateway; hit");
    expect(route.calls).toHaveLength(1);
  });

  test("does not share its headers with the next", async () => {
    const route = cachedRoute();
    await route.send();

    const first = await route.ask();
    first.headers.push("X-Added", "by a stage outside");

    expect((await route.send()).header("x-added")).toBeNull();
  });

  test("ends with cache_ttl, counted from the answer", async () => {
    const route = cachedRoute();
    await route.send();

    route.pass(59_999);
    const before = await route.send();
    route.pass(1);
    const after = await route.send();

    expect(statusOf(before)).toMatch(/hit/);
    expect(statusOf(after)).toBe("eloquent-gateway; fwd=stale; stored");
  });
});

describe("one call for many", () => {
  test("asks the upstream once for a thousand callers at the same time", async () => {
    const route = cachedRoute();
    const started = Promise.withResolvers<void>();
    route.answerWith(async () => {
      await started.promise;
      return { body: "once" };
    });

    const answers = Array.from({ length: 1000 }, () => route.send());
    started.resolve();

    expect(new Set((await Promise.all(answers)).map(({ text }) => text))).toEqual(
      new Set(["once"]),
    );
    expect(route.calls).toHaveLength(1);
  });

  test("goes on for the others when the one who began it leaves", async () => {
    const route = cachedRoute();
    const slow = slowBody();
    route.answerWith({ body: slow.body });
    const leader = new Cancellation();
    const first = route.ask({ cancellation: leader });
    const second = route.send();
    await first;

    leader.cancel();
    slow.push("all ");
    slow.push("of it");
    slow.end();

    expect((await second).text).toBe("all of it");
    expect(route.calls[0]?.cancellation.isCancelled).toBe(false);
    expect(statusOf(await route.send())).toMatch(/hit/);
  });

  test("goes on when the one who began it leaves before there is an answer", async () => {
    const route = cachedRoute();
    const started = Promise.withResolvers<void>();
    route.answerWith(async () => {
      await started.promise;
      return { body: "once" };
    });
    const leader = new Cancellation();
    const first = Promise.resolve(route.ask({ cancellation: leader }));
    const second = route.send();

    leader.cancel();
    await expect(first).rejects.toMatchObject({ reason: "client_gone" });
    started.resolve();

    expect((await second).text).toBe("once");
    expect(route.calls).toHaveLength(1);
  });

  test("is cancelled when the last one has left, and nothing of it stored", async () => {
    const route = cachedRoute();
    const slow = slowBody();
    route.answerWith({ body: slow.body });
    const clients = [new Cancellation(), new Cancellation()];
    const asked = clients.map((cancellation) => Promise.resolve(route.ask({ cancellation })));
    await asked[0];

    for (const client of clients) client.cancel();
    slow.break(new GatewayError("client_gone"));
    await expect(asked[1]).rejects.toMatchObject({ reason: "client_gone" });

    expect(route.calls[0]?.cancellation.isCancelled).toBe(true);
    route.answerWith({ body: "new" });
    expect((await route.send()).text).toBe("new");
  });

  test("gives each who waited the refusal of the upstream, and asks anew after it", async () => {
    const route = cachedRoute();
    route.answerWith({ refusal: "upstream_down" });

    const answers = await Promise.allSettled([route.ask(), route.ask(), route.ask()]);

    for (const answer of answers) {
      expect(answer).toMatchObject({ status: "rejected", reason: { reason: "upstream_down" } });
    }
    expect(route.calls).toHaveLength(1);
    route.answerWith({ body: "back" });
    expect((await route.send()).text).toBe("back");
  });

  test.each([
    ["must not be stored", { headers: ["Cache-Control", "no-store"] }],
    ["sets a cookie", { headers: ["Set-Cookie", "mine=1"] }],
    ["must be asked about every time", { headers: ["Cache-Control", "no-cache", "ETag", '"1"'] }],
    ["failed", { status: 500 }],
    ["ends with its connection", { headers: ["Connection", "close"] }],
  ])("lets everybody ask for an answer that %s", async (_, scripted) => {
    const route = cachedRoute();
    route.answerWith((_, number) => ({ ...scripted, body: `answer ${number}` }));

    const answers = await Promise.all([route.send(), route.send(), route.send()]);

    expect(new Set(answers.map(({ text }) => text)).size).toBe(3);
    expect(route.calls).toHaveLength(3);
  });

  test("is not shared by those for whom the answer was not chosen", async () => {
    const route = cachedRoute();
    route.answerWith(({ headers }) => ({
      headers: ["Vary", "Accept-Language"],
      body: headers.join(),
    }));
    const languages = ["de", "fr", "de"];

    const answers = await Promise.all(
      languages.map((language) => route.send({ headers: ["Accept-Language", language] })),
    );

    expect(answers.map(({ text }) => text)).toEqual(
      languages.map((language) => `Accept-Language,${language}`),
    );
    expect(route.calls).toHaveLength(2);
  });

  test("is not shared across partitions", async () => {
    const route = cachedRoute();
    route.answerWith((_, number) => ({ body: `answer ${number}` }));

    const answers = await Promise.all([
      route.send(),
      route.send({ identity: { ...ALICE, userId: "bob" } }),
    ]);

    expect(answers.map(({ text }) => text)).toEqual(["answer 1", "answer 2"]);
  });

  test("is not joined by those who come after a write", async () => {
    const store = memoryStore(MEGABYTE);
    const route = cachedRoute({ store });
    const started = Promise.withResolvers<void>();
    route.answerWith(async (_, number) => {
      if (number === 1) await started.promise;
      return { body: `answer ${number}` };
    });
    const before = route.send();

    store.drop(["9:org org-1/api/v1/things"]);
    const after = await route.send();
    started.resolve();

    expect((await before).text).toBe("answer 1");
    expect(after.text).toBe("answer 2");
    expect((await route.send()).text).toBe("answer 2");
  });
});

describe("an answer that streams", () => {
  test("reaches the one who asked as it comes, and is stored when it has come whole", async () => {
    const route = cachedRoute();
    const slow = slowBody();
    route.answerWith({ body: slow.body });
    slow.push("first");

    const reply = await route.ask();
    const chunks =
      typeof reply.body === "object" && reply.body !== null && Symbol.asyncIterator in reply.body
        ? reply.body[Symbol.asyncIterator]()
        : null;
    const first = await chunks?.next();
    slow.push(" second");
    slow.end();
    while ((await chunks?.next())?.done === false);

    expect(Buffer.from(first?.value ?? []).toString()).toBe("first");
    const hit = await route.send();
    expect(hit.text).toBe("first second");
    expect(hit.header("content-length")).toBe("12");
  });

  test("is not stored when it breaks, and breaks for those who wait", async () => {
    const route = cachedRoute();
    const slow = slowBody();
    route.answerWith({ body: slow.body });
    const first = route.send();
    const second = route.send();
    slow.push("half");

    slow.break(new GatewayError("upstream_broken"));

    await expect(first).rejects.toMatchObject({ reason: "upstream_broken" });
    await expect(second).rejects.toMatchObject({ reason: "upstream_broken" });
    route.answerWith({ body: "whole" });
    expect((await route.send()).text).toBe("whole");
    expect(route.calls).toHaveLength(2);
  });

  test("passes when it turns out to be over 1 MB, and is asked for by each", async () => {
    const route = cachedRoute();
    const large = "x".repeat(MEGABYTE + 1);
    route.answerWith(() => ({
      body: (async function* () {
        yield Buffer.from(large);
      })(),
    }));

    const answers = await Promise.all([route.send(), route.send()]);

    expect(answers.map(({ text }) => text.length)).toEqual([large.length, large.length]);
    expect(route.calls).toHaveLength(2);
    expect(statusOf(await route.send())).toMatch(/fwd=uri-miss/);
  });

  test("is stored up to exactly 1 MB", async () => {
    const route = cachedRoute();
    route.answerWith({ body: Buffer.alloc(MEGABYTE) });

    await route.send();

    expect(statusOf(await route.send())).toMatch(/hit/);
  });

  test("is not stored when it is shorter than it said", async () => {
    const route = cachedRoute();
    route.answerWith({ body: Buffer.from("half"), headers: ["Content-Length", "8"] });

    await route.send();
    await route.send();

    expect(route.calls).toHaveLength(2);
  });

  test("waits for all of it before a condition or a range of it is looked at", async () => {
    const route = cachedRoute();
    const slow = slowBody();
    route.answerWith({ body: slow.body, headers: ["ETag", '"1"'] });

    const asked = route.send({ headers: ["If-None-Match", '"1"'] });
    slow.push("body");
    slow.end();

    expect((await asked).status).toBe(304);
    expect((await route.send()).text).toBe("body");
  });
});

describe("stale answers", () => {
  const headers = ["Cache-Control", "max-age=10, stale-while-revalidate=20, stale-if-error=100"];

  test("RFC 5861 3: are given while one call revalidates them, and no longer", async () => {
    const route = cachedRoute();
    route.answerWith((_, number) => ({ body: `answer ${number}`, headers }));
    await route.send();
    route.pass(15_000);

    const during = await Promise.all([route.send(), route.send()]);
    const after = await route.send();
    route.pass(31_000);
    const late = await route.send();

    expect(during.map(({ text }) => text)).toEqual(["answer 1", "answer 1"]);
    expect(during.map(statusOf)).toContain("eloquent-gateway; hit; ttl=-5");
    expect(after.text).toBe("answer 2");
    expect(late.text).toBe("answer 3");
    expect(route.calls).toHaveLength(3);
  });

  test.each(["upstream_down", "upstream_slow", "upstream_broken"] as const)(
    "RFC 5861 4: stand in for an upstream that is gone (%s), as long as they may",
    async (refusal) => {
      const route = cachedRoute();
      route.answerWith((_, number) => (number === 1 ? { body: "old", headers } : { refusal }));
      await route.send();
      route.pass(40_000);

      const answers = await Promise.all([route.send(), route.send()]);
      route.pass(71_000);

      expect(answers.map(({ text }) => text)).toEqual(["old", "old"]);
      expect(statusOf(answers[0] ?? (await route.send()))).toMatch(/fwd=stale; fwd-status=50[234]/);
      await expect(Promise.resolve(route.ask())).rejects.toMatchObject({ reason: refusal });
    },
  );

  test("do not stand in for a refusal that is the client's own", async () => {
    const route = cachedRoute();
    route.answerWith((_, number) =>
      number === 1 ? { body: "old", headers } : { status: 403, body: "no" },
    );
    await route.send();
    route.pass(40_000);

    expect((await route.send()).status).toBe(403);
  });
});

describe("what cannot be stored", () => {
  test("is asked for with the client's own conditions once that is known", async () => {
    const route = cachedRoute();
    route.answerWith({ headers: ["Cache-Control", "no-store", "ETag", '"1"'] });
    await route.send();

    await route.send({ headers: ["If-None-Match", '"1"'] });

    expect(route.calls[1]?.headers).toEqual(["If-None-Match", '"1"']);
  });

  test("is tried again after a while", async () => {
    const route = cachedRoute();
    route.answerWith((_, number) =>
      number === 1 ? { headers: ["Cache-Control", "no-store"] } : { headers: ["ETag", '"1"'] },
    );
    await route.send();
    route.pass(10_001);

    await route.send({ headers: ["If-None-Match", '"1"'] });

    expect(statusOf(await route.send())).toMatch(/hit/);
  });
});

test("HEAD is passed on where what is stored is stale", async () => {
  const route = cachedRoute();
  await route.send();
  route.pass(60_001);

  const answer = await route.send({ method: "HEAD" });

  expect(statusOf(answer)).toBe("eloquent-gateway; fwd=stale");
  expect(route.calls[1]?.method).toBe("HEAD");
});

describe("what the upstream is asked", () => {
  const curious = [
    ...["Accept", "a/b", "Accept-Language", "de", "User-Agent", "x", "X-Flag", "1"],
    ...["Cache-Control", "max-age=0", "X-Forwarded-Host", "evil", "Via", "1.1 a"],
  ];

  test.each(["org", "public"])(
    "is nothing that would shape a shared answer unseen (%s)",
    async (scope) => {
      const options = scope === "org" ? { cache_scope: "org" } : { auth_required: false };
      const route = cachedRoute({ options });

      await route.send({ headers: curious });

      expect(route.calls[0]?.headers).toEqual([
        "Accept",
        "a/b",
        "Accept-Language",
        "de",
        "Via",
        "1.1 a",
      ]);
    },
  );

  test("is the same when the cache is passed by", async () => {
    const route = cachedRoute({ options: { cache_scope: "org" } });

    await route.send({ method: "HEAD", headers: [...curious, "If-None-Match", '"1"'] });

    const { headers, method } = route.calls[0] ?? { headers: [], method: "" };
    expect(method).toBe("HEAD");
    expect(headers).not.toContain("X-Flag");
    expect(headers).toContain("If-None-Match");
  });

  test("chooses nothing by a header that Connection takes away", async () => {
    const route = cachedRoute({ options: { cache_scope: "org" } });
    route.answerWith(({ headers }) => ({
      headers: ["Vary", "Accept-Language"],
      body: headers.includes("de") ? "deutsch" : "english",
    }));
    const trick = ["Accept-Language", "de", "Connection", "close, Accept-Language"];

    const tricked = await route.send({ headers: trick });
    const honest = await route.send({ headers: ["Accept-Language", "de"] });

    expect(tricked.text).toBe("english");
    expect(honest.text).toBe("deutsch");
  });

  test("is asked past the cache for a GET with a body", async () => {
    const route = cachedRoute();
    await route.send();

    const answer = await route.send({
      body: (async function* () {
        yield Buffer.from("query");
      })(),
    });

    expect(statusOf(answer)).toBe("eloquent-gateway; fwd=bypass");
  });
});

describe("headers passed on by name", () => {
  const options = { forward_headers: ["authorization", "cookie"] };

  test("tell answers apart by their values, but not by the app's own session", async () => {
    const route = cachedRoute({ options });
    const send = (cookie: string) => route.send({ headers: ["Cookie", cookie] });

    await send("a=1; next-auth.session-token=x");
    const same = await send("a=1; next-auth.session-token=y");
    const other = await send("a=2");

    expect(statusOf(same)).toMatch(/hit/);
    expect(statusOf(other)).toMatch(/fwd=uri-miss/);
  });

  test("count as missing where Connection takes them away", async () => {
    const route = cachedRoute({ options });
    await route.send({ headers: ["Cookie", "a=1", "Connection", "close, cookie"] });

    expect(statusOf(await route.send({ headers: ["Cookie", "a=1"] }))).toMatch(/fwd=uri-miss/);
    expect(statusOf(await route.send())).toMatch(/hit/);
  });
});

test("what was stored under another configuration of the route is another answer", async () => {
  const store = memoryStore(MEGABYTE);
  await cachedRoute({ store }).send();

  const changed = cachedRoute({ store, options: { upstream_path: "/elsewhere" } });

  expect(statusOf(await changed.send())).toMatch(/fwd=uri-miss/);
});

test("a bug while an answer is stored is refused to all who wait, and forgotten", async () => {
  const store = memoryStore(MEGABYTE);
  const failing = {
    ...store,
    begin(): null {
      throw new Error("bug");
    },
  };
  const route = cachedRoute({ store: failing });

  const answers = await Promise.allSettled([route.ask(), route.ask()]);

  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(route.calls).toHaveLength(0);
});
