import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/**
 * A service that the soak run kills and slows. `PORT` comes by the environment; a number sent by the
 * parent is how long it waits before each answer from then on, in milliseconds.
 */

const LARGE = Buffer.alloc(1024 ** 2, "a");
const EVENTS = 5;
const BETWEEN_EVENTS_MS = 100;

let delayMs = 0;
process.on("message", (message) => {
  delayMs = Number(message);
});
// Killed with its parent.
process.on("disconnect", () => process.exit());

const server = createServer(async (request, response) => {
  try {
    const bytes = await bytesOf(request);
    if (delayMs > 0) await pause(delayMs);
    await answer(request, response, bytes);
  } catch {
    response.destroy();
  }
});
server.listen(Number(process.env["PORT"]), "127.0.0.1", () => process.send?.("listening"));

async function bytesOf(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  return bytes;
}

async function answer(
  { method, url = "" }: IncomingMessage,
  response: ServerResponse,
  bytes: number,
) {
  if (url.endsWith("/events")) return events(response);
  if (url.endsWith("/large")) return void response.end(LARGE);
  response.setHeader("content-type", "application/json");
  response.statusCode = method === "POST" ? 201 : 200;
  response.end(JSON.stringify({ bytes, name: "an item of the soak run" }));
}

async function events(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let event = 1; event <= EVENTS; event++) {
    response.write(`data: ${event}\n\n`);
    await pause(BETWEEN_EVENTS_MS);
  }
  response.end();
}
