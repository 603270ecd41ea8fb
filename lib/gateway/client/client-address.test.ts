import fc from "fast-check";
import { expect, test } from "vitest";
import { addressNetwork, clientOf, trustProxies } from "./client-address.ts";

const PROXY = "10.0.0.1";
const sources = { isTrusted: trustProxies(["10.0.0.0/8", "fd00::/8"]), addressHeader: null };
const chain = (...hops: readonly string[]) => hops.flatMap((hop) => ["X-Forwarded-For", hop]);

test.each([
  ["10.0.0.0/8", "10.255.0.1", true],
  ["10.0.0.0/8", "11.0.0.1", false],
  ["10.0.0.0/8", "::ffff:10.1.2.3", true],
  ["192.0.2.7", "192.0.2.7", true],
  ["192.0.2.7", "192.0.2.8", false],
  ["2001:db8::/32", "2001:db8:1::1", true],
  ["::1", "::1", true],
  ["0.0.0.0/0", "::1", false],
  ["10.0.0.0/8", "no address", false],
])("with %s in the list, %s is believed: %s", (range, address, expected) => {
  expect(trustProxies([range])(address)).toBe(expected);
});

test("believes nobody without a list", () => {
  expect(trustProxies([])("127.0.0.1")).toBe(false);
});

test("takes nothing of X-Forwarded-* from a peer that is not trusted", () => {
  const headers = [
    ...["Host", "app.example", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil"],
    ...chain("1.1.1.1"),
  ];

  expect(clientOf(headers, "203.0.113.9", sources)).toEqual({
    address: "203.0.113.9",
    proto: "http",
    host: "app.example",
    forwardedFor: "203.0.113.9",
  });
});

test("takes the client, scheme and host from a trusted proxy", () => {
  const headers = [
    ...["Host", "internal", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "app.example:8443"],
    ...chain("203.0.113.9"),
  ];

  expect(clientOf(headers, PROXY, sources)).toEqual({
    address: "203.0.113.9",
    proto: "https",
    host: "app.example:8443",
    forwardedFor: "203.0.113.9, 10.0.0.1",
  });
});

test.each([
  ["the first untrusted hop from the right", ["6.6.6.6, 203.0.113.9, 10.0.0.2"], "203.0.113.9"],
  ["over several header lines", ["6.6.6.6", "203.0.113.9", "10.0.0.2"], "203.0.113.9"],
  ["the farthest proxy when all are trusted", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"],
  ["the proxy itself without any hop", [], PROXY],
  ["the proxy that could not name its client", ["203.0.113.9, unknown, 10.0.0.2"], "10.0.0.2"],
  ["a hop with its port", ["203.0.113.9:4711"], "203.0.113.9"],
  ["an IPv6 hop with its port", ["[2001:db8::1]:443"], "2001:db8::1"],
  ["an IPv4 hop in IPv6 form", ["::ffff:203.0.113.9"], "203.0.113.9"],
  ["past empty elements", ["203.0.113.9, , ,"], "203.0.113.9"],
])("finds %s", (_, hops, expected) => {
  expect(clientOf(chain(...hops), PROXY, sources).address).toBe(expected);
});

test("never lets a client choose its address by what it puts on the left", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string());
  fc.assert(
    fc.property(fc.array(address), (claimed) => {
      const headers = chain(...claimed, "203.0.113.9");

      expect(clientOf(headers, PROXY, sources).address).toBe("203.0.113.9");
    }),
  );
});

test.each([
  ["X-Forwarded-Proto", "gopher"],
  ["X-Forwarded-Host", "app.example/evil"],
  ["X-Forwarded-Host", "a b"],
])("does not take %s: %s even from a trusted proxy", (name, value) => {
  const client = clientOf([name, value, "Host", "app.example"], PROXY, sources);

  expect([client.proto, client.host]).toEqual(["http", "app.example"]);
});

test("asks the platform's header only where no peer is known", () => {
  const platform = { ...sources, addressHeader: "x-real-ip" };
  const headers = ["X-Real-IP", "203.0.113.9, 10.0.0.1"];

  expect(clientOf(headers, null, platform).address).toBe("203.0.113.9");
  expect(clientOf(headers, "192.0.2.1", platform).address).toBe("192.0.2.1");
  expect(clientOf(headers, null, sources).address).toBeNull();
  expect(clientOf(["X-Real-IP", "junk"], null, platform).address).toBeNull();
});

test("does not trust by the platform's header: no proxy stands behind it", () => {
  const platform = { ...sources, addressHeader: "x-real-ip" };
  const headers = ["X-Real-IP", PROXY, ...chain("6.6.6.6")];

  expect(clientOf(headers, null, platform).address).toBe(PROXY);
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::ffff", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("counts %s as %s", (address, network) => {
  expect(addressNetwork(address)).toBe(network);
});
