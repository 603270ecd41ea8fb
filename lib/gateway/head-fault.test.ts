import { expect, test } from "vitest";
import { headFault } from "./head-fault.ts";

const framing = expect.objectContaining({ reason: "framing_refused" });
const header = expect.objectContaining({ reason: "header_refused" });

test.each([
  "a",
  "app.example",
  "APP.example:8443",
  "my_host",
  "192.0.2.1:80",
  "[2001:db8::1]:80",
  "",
])("takes %j for a host", (host) => {
  expect(headFault("1.1", ["Host", host], true)).toBeNull();
});

test.each([
  "a b",
  "a, b",
  "a/b",
  "a@b",
  "http://a",
  "a:port",
  "a:123456",
  "a?b",
  "a\\b",
  "[::1",
  "::1",
  '"><script>',
  "caf\u00e9",
])("refuses %j as a host", (host) => {
  expect(headFault("1.1", ["Host", host], true)).toEqual(header);
});

test("refuses two hosts, even if they are equal", () => {
  expect(headFault("1.1", ["Host", "a", "hOST", "a"], true)).toEqual(header);
});

test("refuses HTTP/1.1 without a host, and takes HTTP/1.0 without one", () => {
  expect(headFault("1.1", ["Accept", "*/*"], true)).toEqual(header);
  expect(headFault("1.0", [], true)).toBeNull();
  expect(headFault("1.1", [], false)).toBeNull();
});

test("takes a body in chunks", () => {
  expect(headFault("1.1", ["Host", "a", "Transfer-Encoding", "Chunked"], true)).toBeNull();
});

test.each([
  [["Transfer-Encoding", "gzip, chunked"]],
  [["Transfer-Encoding", "identity"]],
  [["Transfer-Encoding", "chunked, chunked"]],
  [["Transfer-Encoding", "\x0bchunked"]],
  [["Transfer-Encoding", "chunked;q=1"]],
  [["Transfer-Encoding", ""]],
  [["Transfer-Encoding", "chunked", "transfer-encoding", "chunked"]],
])("refuses any other coding: %j", (headers) => {
  expect(headFault("1.1", ["Host", "a", ...headers], true)).toEqual(framing);
});

test("refuses chunks in HTTP/1.0, which has none", () => {
  expect(headFault("1.0", ["Transfer-Encoding", "chunked"], true)).toEqual(framing);
});

test.each(["2.0", "0.9", "1.2", ""])("refuses version %j", (version) => {
  expect(headFault(version, [], true)).toEqual(framing);
});
