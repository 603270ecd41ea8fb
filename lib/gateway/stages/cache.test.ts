import { expect, test } from "vitest";
import { ALICE, cachedRoute } from "#tests/cache/cached-route.ts";

test("answers again from what is stored, synchronously, and says so", async () => {
  const route = cachedRoute();
  await route.send();
  route.pass(5000);

  const reply = route.ask();

  expect(reply).not.toBeInstanceOf(Promise);
  const answer = await route.send();
  expect(answer.text).toBe("body");
  expect(answer.header("age")).toBe("5");
  expect(answer.header("cache-status")).toBe("eloquent-gateway; hit");
  expect(answer.header("cache-control")).toBe("private, no-cache");
  expect(route.calls).toHaveLength(1);
});

test("asks the upstream once for a thousand callers at the same time", async () => {
  const route = cachedRoute();
  const started = Promise.withResolvers<void>();
  route.answerWith(async () => {
    await started.promise;
    return { body: "once" };
  });

  const answers = Array.from({ length: 1000 }, () => route.send());
  started.resolve();
  const texts = new Set((await Promise.all(answers)).map(({ text }) => text));

  expect(texts).toEqual(new Set(["once"]));
  expect(route.calls).toHaveLength(1);
});

test("never gives one user's answer to another", async () => {
  const route = cachedRoute();
  route.answerWith((_, number) => ({ body: `answer ${number}` }));
  await route.send();
  const other = await route.send({ identity: { ...ALICE, userId: "bob" } });
  expect(other.text).toBe("answer 2");
});
