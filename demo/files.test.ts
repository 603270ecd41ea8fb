import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { GLOBEX_ORG_ID } from "./orgs.ts";
import { acme, testDemo } from "./test-demo.ts";

const file = "/api/v1/entities/master-agreement-2024/file";

async function stored(content: string | Uint8Array<ArrayBuffer>) {
  const { urls } = await testDemo();
  const target = `${urls.entities}${file}`;
  const headers = { ...acme, "Content-Type": "application/pdf" };
  const upload = await fetch(target, { method: "PUT", headers, body: content });
  return { target, upload };
}

/** Uploads without a Content-Length, in chunks of 64 KB. */
async function uploadChunked(target: string, headers: Record<string, string>, bytes: Buffer) {
  const size = 65_536;
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size);
  const sent = request(target, { method: "PUT", headers });
  const answered = once(sent, "response");
  Readable.from(starts.map((start) => bytes.subarray(start, start + size))).pipe(sent);
  const [response] = await answered;
  return { status: response.statusCode, body: await json(response) };
}

test("answers a chunked upload with the size and SHA-256 of what arrived", async () => {
  const { urls } = await testDemo();
  const bytes = randomBytes(8 * 1024 * 1024 + 7);
  const headers = { ...acme, "Content-Type": "application/zip" };

  const response = await uploadChunked(`${urls.entities}${file}`, headers, bytes);

  expect(response.status).toBe(201);
  expect(response.body).toEqual({
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    content_type: "application/zip",
  });
});

test("gives a file back byte for byte, as something to save and not to run", async () => {
  const bytes = randomBytes(300_000);
  const { target } = await stored(bytes);

  const response = await fetch(target, { headers: acme });

  expect(response.headers.get("content-type")).toBe("application/pdf");
  expect(response.headers.get("content-length")).toBe("300000");
  expect(response.headers.get("accept-ranges")).toBe("bytes");
  expect(response.headers.get("content-disposition")).toBe("attachment");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});

test("answers HEAD with the file's length and tag alone", async () => {
  const { target } = await stored("0123456789");

  const response = await fetch(target, {
    method: "HEAD",
    headers: { ...acme, Range: "bytes=0-1" },
  });

  expect(response.status).toBe(200);
  expect(response.headers.get("content-length")).toBe("10");
  expect(response.headers.get("etag")).toMatch(/^"[0-9a-f]{64}"$/);
  expect(await response.text()).toBe("");
});

test("answers a range with 206 and that part", async () => {
  const { target } = await stored("0123456789");

  const response = await fetch(target, { headers: { ...acme, Range: "bytes=2-4" } });

  expect(response.status).toBe(206);
  expect(response.headers.get("content-range")).toBe("bytes 2-4/10");
  expect(response.headers.get("content-length")).toBe("3");
  expect(await response.text()).toBe("234");
});

test("answers a range behind the end with 416 and the size", async () => {
  const { target } = await stored("0123456789");

  const response = await fetch(target, { headers: { ...acme, Range: "bytes=10-" } });

  expect(response.status).toBe(416);
  expect(response.headers.get("content-range")).toBe("bytes */10");
  expect(await response.json()).toMatchObject({ error: { code: "RANGE_NOT_SATISFIABLE" } });
});

test("sends the whole file when If-Range names another version", async () => {
  const { target } = await stored("0123456789");
  const headers = { ...acme, Range: "bytes=2-4", "If-Range": '"another"' };

  const response = await fetch(target, { headers });

  expect(response.status).toBe(200);
  expect(await response.text()).toBe("0123456789");
});

test("answers 304 to the file's own tag", async () => {
  const { target } = await stored("0123456789");
  const tag = (await fetch(target, { method: "HEAD", headers: acme })).headers.get("etag") ?? "";

  const response = await fetch(target, { headers: { ...acme, "If-None-Match": tag } });

  expect(response.status).toBe(304);
});

test("keeps and gives back an empty file", async () => {
  const { target, upload } = await stored("");

  const response = await fetch(target, { headers: acme });

  expect(await upload.json()).toMatchObject({ size: 0 });
  expect(response.headers.get("content-length")).toBe("0");
  expect(await response.text()).toBe("");
});

test("replaces a file by a second upload", async () => {
  const { target } = await stored("first");

  const again = await fetch(target, { method: "PUT", headers: acme, body: "second" });
  const response = await fetch(target, { headers: acme });

  expect(again.status).toBe(200);
  expect(await response.text()).toBe("second");
});

test("refuses an upload over the limit while it is streaming", async () => {
  const { urls } = await testDemo({ fileBytesMax: 100_000 });

  const response = await uploadChunked(`${urls.entities}${file}`, acme, randomBytes(8_000_000));

  expect(response.status).toBe(413);
  expect((await fetch(`${urls.entities}${file}`, { headers: acme })).status).toBe(404);
});

test("hides a file from another organisation", async () => {
  const { target } = await stored("secret");
  const headers = { "X-Org-ID": GLOBEX_ORG_ID };

  const read = await fetch(target, { headers });
  const write = await fetch(target, { method: "PUT", headers, body: "overwritten" });

  expect([read.status, write.status]).toEqual([404, 404]);
  expect(await (await fetch(target, { headers: acme })).text()).toBe("secret");
});

test("removes an entity's file with the entity", async () => {
  const { target } = await stored("secret");

  await fetch(target.replace("/file", ""), { method: "DELETE", headers: acme });
  const response = await fetch(target, { headers: acme });

  expect(response.status).toBe(404);
});

test("logs a download that the client breaks off as such, not as a failure", async () => {
  const { urls, lines } = await testDemo();
  const target = `${urls.entities}${file}`;
  await fetch(target, { method: "PUT", headers: acme, body: randomBytes(16 * 1024 * 1024) });
  const client = new AbortController();
  const response = await fetch(target, { headers: acme, signal: client.signal });
  await response.body?.getReader().read();

  client.abort();

  await vi.waitFor(() => expect(lines.join("\n")).toMatch(/GET .*\/file → 200, client gone/));
  expect(lines.join("\n")).not.toContain("failed");
});
