import fc from "fast-check";
import { expect, test } from "vitest";
import { headerValue, headerValues } from "../header-list.ts";
import { clientHeaders, type ResponseRules } from "./response-headers.ts";

const open: ResponseRules = { isPrivate: false, isSessionCookie: (name) => name === "session" };
const closed: ResponseRules = { ...open, isPrivate: true };

test("drops what belongs to the connection, and what the gateway says itself", () => {
  const dropped = [
    ...["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer"],
    ...["Transfer-Encoding", "Upgrade", "X-Request-ID", "Access-Control-Allow-Origin"],
    ...["access-control-allow-credentials", "Access-Control-Expose-Headers"],
  ];

  const kept = clientHeaders(
    dropped.flatMap((name) => [name, "1"]),
    open,
  );

  expect(kept).toEqual([]);
});

test("drops what the service's Connection lists", () => {
  const kept = clientHeaders(["X-Hop", "1", "Connection", "close, x-hop", "X-End", "2"], open);

  expect(kept).toEqual(["X-End", "2"]);
});

test("keeps everything else byte for byte, in order and with repetitions", () => {
  const name = fc.stringMatching(/^X-[A-Za-z]{1,6}$/).filter((text) => text !== "X-Request-ID");
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (fields) => {
      expect(clientHeaders(fields.flat(), open)).toEqual(fields.flat());
    }),
  );
});

test("keeps framing and validators of the content", () => {
  const headers = [
    ...["Content-Length", "5", "Content-Encoding", "br", "ETag", '"1"', "Vary", "Accept"],
    ...["Cache-Control", "public, max-age=60", "Location", "/x", "WWW-Authenticate", "Basic"],
  ];

  expect(clientHeaders(headers, open)).toEqual(headers);
});

test.each(["session=1; Path=/", "session=", "session", " session =1", "=session=1", "= session=1"])(
  "drops the cookie %j, which would overwrite the app's session",
  (cookie) => {
    const kept = clientHeaders(["Set-Cookie", cookie, "set-cookie", "theme=dark"], open);

    expect(kept).toEqual(["set-cookie", "theme=dark"]);
  },
);

test("keeps a private answer out of shared and stale caches, with its validators", () => {
  const headers = ["ETag", '"1"', "cache-control", "public, max-age=60", "Vary", "Accept"];

  const kept = clientHeaders(headers, closed);

  expect(headerValues(kept, "cache-control")).toEqual(["private, no-cache"]);
  expect(headerValues(kept, "vary")).toEqual(["Accept", "Authorization"]);
  expect(headerValue(kept, "etag")).toBe('"1"');
});

test("leaves a private answer as it is when the service says no-store", () => {
  const headers = ["Cache-Control", "private", "cache-control", "max-age=0, No-Store"];

  expect(clientHeaders(headers, closed)).toEqual(headers);
});

test("does not take another directive for no-store", () => {
  const kept = clientHeaders(
    ["Cache-Control", 'max-age=60, x-no-store, private="no-store"'],
    closed,
  );

  expect(headerValues(kept, "cache-control")).toEqual(["private, no-cache"]);
});

test("lets no CDN keep a private answer by a header that outranks Cache-Control", () => {
  const received = ["CDN-Cache-Control", "max-age=60", "Surrogate-Control", "max-age=60"];

  const names = clientHeaders(received, closed).filter((_, index) => index % 2 === 0);

  expect(names).toEqual(["Cache-Control", "Vary"]);
  expect(clientHeaders(received, open)).toEqual(received);
});
