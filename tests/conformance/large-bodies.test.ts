import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const MB = 1024 * 1024;
const GROWTH_BYTES_MAX = 40 * MB;
const open = { auth_required: false, max_body: "1gb" };
const ROUTES = [
  { ...open, path: "/api/v1/files/{name}" },
  { ...open, path: "/api/v1/files", method: "POST" },
  { ...open, path: "/api/v1/kept/{name}", cache_ttl: "5m" },
];
// Bytes that say where they stand, so that order and loss show in the digest.
const PATTERN = Buffer.from(
  Uint32Array.from({ length: MB / 4 }, (_, index) => index * 7919).buffer,
);

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  test.each([
    ["of known length", true, "/api/v1/files/a"],
    ["in chunks", false, "/api/v1/files/a"],
    ["of known length that is shared out of the cache", true, "/api/v1/kept/a"],
    ["in chunks that is shared out of the cache", false, "/api/v1/kept/b"],
  ])(
    "gives every reader all of a download %s, while others rest or leave",
    async (_, hasLength, path) => {
      gateway.upstream.handleWith((_request, response) => sendMegabytes(response, 24, hasLength));
      const readers = [reading, resting, leaving, reading, resting, leaving, reading, resting];

      const digests = await Promise.all(
        readers.map(async (read) => read((await gateway.open(path)).response)),
      );

      expect(digests.filter((digest) => digest !== null)).toEqual(Array(6).fill(digestOf(24)));
    },
  );
});

describe.each(LANES)("%s lane, just started", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  test("keeps its memory while 500 MB come down, and go up", async () => {
    gateway.upstream.handleWith(async (request, response) => {
      for await (const _ of request);
      await sendMegabytes(response, request.url?.endsWith("large") ? 500 : 1, true);
    });
    const upload = (count: number) =>
      gateway.send("/api/v1/files", { method: "POST", body: megabytes(count) });
    const download = async (name: string) =>
      reading((await gateway.open(`/api/v1/files/${name}`)).response);
    for (let warmUp = 0; warmUp < 20; warmUp++) await Promise.all([upload(1), download("small")]);

    const growth = growthOf(gateway.app.process.pid);
    await download("large");
    const answer = await upload(500);

    expect(answer.status).toBe(200);
    expect(growth()).toBeLessThan(GROWTH_BYTES_MAX);
  });
});

async function* megabytes(count: number) {
  for (let index = 0; index < count; index++) yield PATTERN;
}

async function sendMegabytes(response: ServerResponse, count: number, hasLength: boolean) {
  response.setHeader("content-type", "application/octet-stream");
  if (hasLength) response.setHeader("content-length", count * MB);
  // Some readers leave.
  await pipeline(megabytes(count), response).catch(() => undefined);
}

function digestOf(count: number): string {
  const hash = createHash("sha256");
  for (let index = 0; index < count; index++) hash.update(PATTERN);
  return hash.digest("hex");
}

async function reading(response: IncomingMessage): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of response) hash.update(chunk);
  return hash.digest("hex");
}

/** Lets what it is sent pile up again and again. */
async function resting(response: IncomingMessage): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of response) {
    hash.update(chunk);
    for (let rest = 0; rest < 20; rest++) await turn();
  }
  return hash.digest("hex");
}

async function leaving(response: IncomingMessage): Promise<null> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > 5 * MB) break;
  }
  response.destroy();
  return null;
}

/** By how much a process has grown at most since now, in bytes (proc(5)). */
function growthOf(pid: number | undefined): () => number {
  const bytes = (field: string) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
  };
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const before = bytes("VmRSS");
  return () => bytes("VmHWM") - before;
}
