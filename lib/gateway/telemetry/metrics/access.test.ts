import { expect, test } from "vitest";
import { mayReadMetrics } from "./access.ts";

const TOKEN = "a-token-for-metrics";
const withToken = { token: TOKEN, hasTrustedProxies: true };
const withoutToken = { token: null, hasTrustedProxies: false };
const HEADERS = ["Host", "localhost:3000", "Accept", "*/*"];

test.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])(
  "lets %s read them where there is no token",
  (peerAddress) => {
    expect(mayReadMetrics({ peerAddress, headers: HEADERS }, withoutToken)).toBe(true);
  },
);

test.each(["192.0.2.1", "10.0.0.1", "::2", "::ffff:192.0.2.1", "", "localhost", null])(
  "refuses %j where there is no token",
  (peerAddress) => {
    expect(mayReadMetrics({ peerAddress, headers: HEADERS }, withoutToken)).toBe(false);
  },
);

test.each([
  "Forwarded",
  "x-forwarded-for",
  "X-Forwarded-Proto",
  "X-Real-IP",
  "X-Client-IP",
  "True-Client-IP",
  "CF-Connecting-IP",
  "Via",
])("refuses this machine when %s says that somebody stands behind it", (name) => {
  const headers = [...HEADERS, name, "127.0.0.1"];

  expect(mayReadMetrics({ peerAddress: "127.0.0.1", headers }, withoutToken)).toBe(false);
});

test("refuses this machine when proxies are trusted, for one of them may run on it", () => {
  const rules = { token: null, hasTrustedProxies: true };

  expect(mayReadMetrics({ peerAddress: "127.0.0.1", headers: HEADERS }, rules)).toBe(false);
});

test.each(["Bearer", "bearer", "BEARER "])(
  "lets anybody with the token read them: %s",
  (scheme) => {
    const headers = ["X-Forwarded-For", "192.0.2.1", "authorization", `${scheme} ${TOKEN}`];

    expect(mayReadMetrics({ peerAddress: null, headers }, withToken)).toBe(true);
  },
);

test.each([
  ["no token", []],
  ["another", ["Authorization", `Bearer ${TOKEN}x`]],
  ["a part of it", ["Authorization", `Bearer ${TOKEN.slice(0, -1)}`]],
  ["an empty one", ["Authorization", "Bearer "]],
  ["another scheme", ["Authorization", `Basic ${TOKEN}`]],
  ["two headers", ["Authorization", `Bearer ${TOKEN}`, "Authorization", `Bearer ${TOKEN}`]],
])("refuses this machine too with %s where there is a token", (_, headers) => {
  expect(mayReadMetrics({ peerAddress: "127.0.0.1", headers }, withToken)).toBe(false);
});
