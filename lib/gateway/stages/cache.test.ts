import { describe, expect, test } from "vitest";
import { cachedRoute, statusOf } from "#tests/cache/cached-route.ts";
import { memoryStore } from "../cache/memory-store.ts";

const MEGABYTE = 1024 ** 2;

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
