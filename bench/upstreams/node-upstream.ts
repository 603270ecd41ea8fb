import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { FILES, ITEM, PATHS, SAW_ORG } from "../workload.ts";

const EVENT_INTERVAL_MS = 1000;
const CHUNK = Buffer.alloc(64 * 1024);
const listeners = new Set<ServerResponse>();

setInterval(() => {
  for (const response of listeners) sendEvent(response);
}, EVENT_INTERVAL_MS);

const server = createServer((request, response) => {
  const organisation = request.headers["x-org-id"];
  if (typeof organisation === "string") response.setHeader(SAW_ORG, organisation);
  const path = request.url ?? "";
  const file = Object.entries(FILES).find(([name]) => path === `/api/v1/files/${name}`);
  if (path === PATHS.events) return stream(request, response);
  if (file !== undefined) return sendZeros(response, file[1]);
  if (request.method === "POST") return receive(request, response);
  response.setHeader("content-type", "application/json");
  response.end(ITEM);
});
server.keepAliveTimeout = 300_000;
server.requestTimeout = 0;
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });

function stream(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  sendEvent(response);
  listeners.add(response);
  response.once("close", () => listeners.delete(response));
}

function sendEvent(response: ServerResponse): void {
  response.write(`data: ${JSON.stringify({ at: Date.now(), text: "one more token" })}\n\n`);
}

// Answers with the number of bytes that came, once they all have.
function receive(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
  });
  request.once("end", () => {
    response.writeHead(201, { "content-type": "application/json" });
    response.end(request.url === PATHS.uploads ? JSON.stringify({ bytes }) : ITEM);
  });
}

function sendZeros(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { "content-length": bytes });
  let left = bytes;
  const send = () => {
    while (left > 0) {
      const chunk = left >= CHUNK.byteLength ? CHUNK : CHUNK.subarray(0, left);
      left -= chunk.byteLength;
      if (!response.write(chunk)) {
        response.once("drain", send);
        return;
      }
    }
    response.end();
  };
  send();
}
