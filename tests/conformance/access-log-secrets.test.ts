import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, TEST_SECRET } from "#tests/support/app.ts";
import { LANES } from "#tests/support/lanes.ts";
import { rawRequest, sendRaw } from "#tests/support/raw-http.ts";
import { makeToken } from "#tests/support/tokens.ts";
import type { UpstreamServer } from "#tests/support/upstream.ts";
import { loggedRequests, PATH, startLoggedApp } from "./logged-app.ts";

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;
  const { call, freshId, lineOf } = loggedRequests(lane, () => app);

  beforeAll(async () => {
    ({ app, upstream } = await startLoggedApp(lane));
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });

  test("never logs tokens, cookies, queries, bodies or keys", async () => {
    const token = await makeToken();
    const secrets = ["cookie-secret", "query-secret", "body-secret", "header-secret"];
    upstream.answerWith((response) => {
      response.setHeader("set-cookie", "a=cookie-secret");
      response.end("body-secret");
    });

    await call(`${PATH}?key=query-secret`, freshId(), {
      headers: {
        authorization: `Bearer ${token}`,
        cookie: "a=cookie-secret",
        "x-key": "header-secret",
      },
    });
    await call(PATH, freshId(), { headers: { authorization: `Bearer ${token}x` } });
    await rawRequest(app.port, "GET", `${PATH}//?key=query-secret`);
    await sendRaw(app.port, `GET ${PATH}?query-secret HTTP/9\r\nX: header-secret\r\n\r\n`);
    // Lines leave in order: behind this one's, all of theirs have been written.
    const last = freshId();
    await call(PATH, last, { headers: { authorization: `Bearer ${token}` } });
    await lineOf(last);

    const signature = token.split(".")[2] ?? "";
    for (const secret of [...secrets, token, signature, TEST_SECRET])
      expect(app.output()).not.toContain(secret);
    upstream.reset();
  });
});
