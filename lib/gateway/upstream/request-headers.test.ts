import fc from "fast-check";
import { expect, test } from "vitest";
import { headerValues } from "../header-list.ts";
import {
  contentLength,
  hasPassedHere,
  type OwnHeaders,
  upstreamHeaders,
} from "./request-headers.ts";

const IDENTITY = ["X-Org-ID", "X-User-ID", "X-User-Email", "X-User-Role"];
const OURS = [
  ...[...IDENTITY, "X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"],
  ...["Via", "traceparent"],
];
const NEVER_THE_CLIENTS = [
  ...["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate"],
  ...["TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Expect", "Host"],
  ...["Content-Length", "Authorization", "Cookie", "Forwarded", "X-Real-IP", "X-Client-IP"],
  ...["True-Client-IP", "CF-Connecting-IP", "X-Original-URL", "X-Rewrite-URL"],
  ...["X-HTTP-Method-Override", "X-Method-Override", "X-Forwarded-Anything", "X-Forwarded-Port"],
  ...["X-Middleware-Subrequest", "X-Middleware-Next", "X-Gateway-Signature", "X-Gateway-Raw"],
];
const ours: OwnHeaders = {
  requestId: "req-ours",
  identity: IDENTITY.flatMap((name) => [name, "ours"]),
  forwardedFor: "192.0.2.1",
  forwardedProto: "https",
  forwardedHost: "app.example",
  traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
};

const spelled = (name: string) =>
  fc
    .array(fc.tuple(fc.boolean(), fc.constantFrom("-", "_", ".")), {
      minLength: name.length,
      maxLength: name.length,
    })
    .map((choices) =>
      [...name]
        .map((character, index) => {
          const [isUpper, separator] = choices[index] ?? [false, "-"];
          if (character === "-") return separator;
          return isUpper ? character.toUpperCase() : character.toLowerCase();
        })
        .join(""),
    );
const forbiddenName = fc.constantFrom(...OURS, ...NEVER_THE_CLIENTS).chain(spelled);
const innocentName = fc.stringMatching(/^x-app-[a-z0-9]{1,8}$/);
const fold = (name: string) => name.toLowerCase().replace(/[_.]/g, "-");
const namesOf = (headers: readonly string[]) => headers.filter((_, index) => index % 2 === 0);

test("sends exactly one of each of ours, with our value, whatever the client sends in any spelling", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(forbiddenName, innocentName)), (names) => {
      const sent = upstreamHeaders(pairs(names, "evil"), ours, []);

      for (const name of OURS) {
        const values = sent.filter((_, at) => at % 2 && fold(sent[at - 1] ?? "") === fold(name));
        expect(values).toHaveLength(1);
        if (name !== "Via") expect(values[0]).not.toContain("evil");
      }
    }),
  );
});

test("passes nothing on that only we, a proxy or this connection may say, in any spelling", () => {
  const forbidden = new Set([...OURS, ...NEVER_THE_CLIENTS].map(fold));
  fc.assert(
    fc.property(fc.array(forbiddenName), (names) => {
      const sent = upstreamHeaders(pairs(names, "evil"), { ...ours, identity: [] }, []);

      const foreign = namesOf(sent).filter((_, at) => sent[at * 2 + 1] === "evil");
      expect(foreign.filter((name) => forbidden.has(fold(name)))).toEqual([]);
    }),
  );
});

test("passes nothing on that Connection lists, in any case and over several lines", () => {
  fc.assert(
    fc.property(fc.uniqueArray(innocentName, { minLength: 2 }), ([first = "", ...others]) => {
      const listed = [
        "Connection",
        `close, ${first.toUpperCase()}`,
        "connection",
        others.join(" ,"),
      ];

      const sent = upstreamHeaders([...pairs([first, ...others], "1"), ...listed], ours, []);

      expect(namesOf(sent).filter((name) => name.startsWith("x-app-"))).toEqual([]);
    }),
  );
});

test("keeps every other header as it stands, in order and repeated", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(innocentName, fc.string())), (fields) => {
      const sent = upstreamHeaders(fields.flat(), ours, []);

      expect(sent.slice(sent.length - fields.length * 2)).toEqual(fields.flat());
    }),
  );
});

test("sends ours before all that a client sends, since some servers drop headers beyond a count", () => {
  const sent = namesOf(upstreamHeaders(["X-App-A", "1"], ours, ["cookie", "a=1"]));

  expect(sent.slice(0, OURS.length).toSorted()).toEqual(OURS.toSorted());
});

test("keeps the identity that a client lists in Connection", () => {
  const sent = upstreamHeaders(["Connection", "X-Org-ID, Via, X-Request-ID"], ours, []);

  expect(headerValues(sent, "x-org-id")).toEqual(["ours"]);
  expect(headerValues(sent, "x-request-id")).toEqual(["req-ours"]);
});

test("adds no identity header for a caller without identity", () => {
  const sent = upstreamHeaders([], { ...ours, identity: [] }, []);

  expect(namesOf(sent).filter((name) => IDENTITY.includes(name))).toEqual([]);
});

test("adds the headers that the route passes on by name", () => {
  const sent = upstreamHeaders(["Cookie", "all=1"], ours, ["cookie", "theme=dark"]);

  expect(headerValues(sent, "cookie")).toEqual(["theme=dark"]);
});

test("does not pass on by name what Connection lists", () => {
  const client = ["Cookie", "theme=dark", "Connection", "cookie"];

  const sent = upstreamHeaders(client, ours, ["cookie", "theme=dark"]);

  expect(headerValues(sent, "cookie")).toEqual([]);
});

test("continues Via with this gateway as the last hop", () => {
  const sent = upstreamHeaders(["Via", "1.0 a, 1.1 b", "via", "2 c"], ours, []);

  expect(headerValues(sent, "via")).toEqual(["1.0 a, 1.1 b, 2 c, 1.1 eloquent-gateway"]);
});

test("sends no X-Forwarded-Host where no host is known", () => {
  const sent = upstreamHeaders(["X-Forwarded-Host", "evil"], { ...ours, forwardedHost: "" }, []);

  expect(headerValues(sent, "x-forwarded-host")).toEqual([]);
});

test("keeps tracestate with the trace that it belongs to, and drops it with a trace of our own", () => {
  const state = ["tracestate", "vendor=1"];
  const continued = ["traceparent", `00-${"a".repeat(32)}-${"c".repeat(16)}-01`, ...state];

  expect(headerValues(upstreamHeaders(continued, ours, []), "tracestate")).toEqual(["vendor=1"]);
  expect(headerValues(upstreamHeaders(state, ours, []), "tracestate")).toEqual([]);
  expect(
    headerValues(upstreamHeaders(["traceparent", "bad", ...state], ours, []), "tracestate"),
  ).toEqual([]);
});

test.each([
  ["1.1 eloquent-gateway", true],
  ["HTTP/1.1 Eloquent-Gateway (eu)", true],
  ["1.0 a, 1.1 eloquent-gateway, 1.1 b", true],
  ["1.1 eloquent-gateway-2", false],
  ["1.1 a (eloquent-gateway)", false],
  ["", false],
])("reads from Via %j whether the request has been here: %s", (via, expected) => {
  expect(hasPassedHere(["Via", "1.1 other", "VIA", via])).toBe(expected);
});

test("knows a body's length only when it is announced and not in chunks", () => {
  expect(contentLength(["Content-Length", "5"])).toBe("5");
  expect(contentLength(["Content-Length", "5", "Transfer-Encoding", "chunked"])).toBeNull();
  expect(contentLength([])).toBeNull();
});

function pairs(names: readonly string[], value: string): string[] {
  return names.flatMap((name) => [name, value]);
}
