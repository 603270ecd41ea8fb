import { describe, expect, test } from "vitest";
import { ALICE, cachedRoute, statusOf } from "#tests/cache/cached-route.ts";
import { slowBody } from "#tests/cache/slow-body.ts";
import { memoryStore } from "../cache/memory-store.ts";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";

const MEGABYTE = 1024 ** 2;

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
