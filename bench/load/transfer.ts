// Sends or takes one large body, and prints by how much a server's memory grew at most meanwhile.
import { once } from "node:events";
import { get, type IncomingMessage, request as openRequest } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { forgetPeak, peakResidentBytes, residentBytes } from "../process-stat.ts";

const [direction, url = "", bytesText, pidText, authorization = ""] = process.argv.slice(2);
const bytes = Number(bytesText);
const pid = Number(pidText);
const CHUNK = Buffer.alloc(64 * 1024, "x");

async function upload(): Promise<number> {
  const request = openRequest(url, {
    method: "POST",
    headers: { authorization, "content-length": bytes },
  });
  const answered = once(request, "response");
  await pipeline(Readable.from(chunks()), request);
  const [response]: IncomingMessage[] = await answered;
  if (response === undefined) throw new Error("no answer");
  let text = "";
  for await (const part of response) text += part;
  if (response.statusCode !== 201) throw new Error(`got ${response.statusCode}: ${text}`);
  return JSON.parse(text).bytes;
}

function* chunks() {
  for (let sent = 0; sent < bytes; sent += CHUNK.byteLength) yield CHUNK;
}

async function download(): Promise<number> {
  const [response]: IncomingMessage[] = await once(
    get(url, { headers: { authorization } }),
    "response",
  );
  let received = 0;
  if (response === undefined || response.statusCode !== 200) throw new Error("no good answer");
  for await (const part of response) received += part.length;
  return received;
}

forgetPeak(pid);
const before = residentBytes(pid);
const startedAt = performance.now();
const arrived = direction === "upload" ? await upload() : await download();
const seconds = (performance.now() - startedAt) / 1000;
if (arrived !== bytes) throw new Error(`${arrived} of ${bytes} bytes arrived`);
const growthBytes = peakResidentBytes(pid) - before;
console.log(JSON.stringify({ growthBytes, mbPerSecond: bytes / 1e6 / seconds }));
process.exit();
