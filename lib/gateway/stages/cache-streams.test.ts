import { describe, expect, test } from "vitest";
import { cachedRoute, statusOf } from "#tests/cache/cached-route.ts";
import { slowBody } from "#tests/cache/slow-body.ts";
import { GatewayError } from "../errors/gateway-error.ts";

const MEGABYTE = 1024 ** 2;

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
