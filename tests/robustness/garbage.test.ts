import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const REQUESTS = 10_000;
const AT_ONCE = 50;
const GROWTH_BYTES_MAX = 32 * 1024 * 1024;

const host = "Host: gateway\r\n";
const get = `GET /api/v1/things HTTP/1.1\r\n${host}`;
const post = `POST /api/v1/things HTTP/1.1\r\n${host}`;

/** What a broken or hostile client may write before it goes, each in its own way. */
const GARBAGE: readonly ((seed: number) => string)[] = [
  () => "GARBAGE\r\n\r\n",
  (seed) =>
    Buffer.from(Array.from({ length: 200 }, (_, index) => (seed * 31 + index * 17) % 256)).toString(
      "latin1",
    ),
  () => `GET /api/v1/things HTTP/2.0\r\n${host}\r\n`,
  () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  () => `${get}X-Long: ${"a".repeat(20_000)}\r\n\r\n`,
  () => `${get}${"x: y\r\n".repeat(3000)}\r\n`,
  () => `${get}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
  () => `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  () => `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  () => `${post}Content-Length: 1000\r\n\r\nonly this`,
  () => get,
  () => "",
  () => `${get}\r\n${get}\r\n${get}Connection: close\r\n\r\n`,
  (seed) => `GET /api/v1/%${(seed % 256).toString(16)}%zz/../things HTTP/1.1\r\n${host}\r\n`,
  () => `CONNECT other:443 HTTP/1.1\r\n${host}\r\n`,
  () => `${get}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  () => `${post}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
  () => `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
  () => `${get}Authorization: Bearer ${"e".repeat(7000)}\r\n\r\n`,
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [{ path: "/api/v1/things" }],
    // With room to spare V8 lets garbage lie; in a small heap, what grows is what is kept.
    env: { LOG_LEVEL: "error", NODE_OPTIONS: "--max-semi-space-size=2 --max-old-space-size=128" },
  });

  test("10,000 broken requests leave it serving, its upstream uncalled and its memory flat", async () => {
    await flood(gateway.app.port, REQUESTS);
    const before = residentBytes(gateway.app.process.pid);
    await flood(gateway.app.port, REQUESTS);
    const growth = residentBytes(gateway.app.process.pid) - before;

    expect(gateway.upstream.requests).toHaveLength(0);
    expect(growth).toBeLessThan(GROWTH_BYTES_MAX);
    expect(gateway.app.output()).not.toMatch(/unhandled|uncaught|\bError:/i);
    const answer = await gateway.send("/api/v1/things", { headers: await bearer() });
    expect(answer.status).toBe(200);
  }, 120_000);
});

async function flood(port: number, count: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const seed = next++;
      const make = GARBAGE[seed % GARBAGE.length];
      if (make !== undefined) await write(port, make(seed));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

// Writes, waits for the first bytes of an answer or for the end, and hangs up. Requests that get
// no answer as they are half-open are left after a blink, as their clients would.
function write(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.setTimeout(50, () => socket.destroy());
    socket.on("connect", () => socket.write(bytes, "latin1"));
    socket.on("data", () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}

function residentBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
