import { createServer } from "node:http";
import { Agent, type Dispatcher } from "undici";
import { UPSTREAM_URL } from "../ports.ts";

const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
const REFUSAL = JSON.stringify({ error: { code: "UNAUTHORIZED" } });

/** Passes an answer on as it comes, and looks at nothing. */
const server = createServer((request, response) => {
  if (request.headers.authorization === undefined) {
    response.writeHead(401, ["Content-Length", String(REFUSAL.length)]);
    response.end(REFUSAL);
    return;
  }
  const chunks: Buffer[] = [];
  let status = 0;
  let headers: string[] = [];
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart() {},
    onResponseStart(controller, statusCode) {
      status = statusCode;
      headers = strings(controller.rawHeaders);
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      response.writeHead(status, headers);
      response.end(Buffer.concat(chunks).toString("latin1"), "latin1");
    },
    onResponseError() {
      response.destroy();
    },
  };
  agent.dispatch(
    { origin: UPSTREAM_URL, path: request.url ?? "/", method: "GET", headers: request.rawHeaders },
    handler,
  );
});
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });

function strings(rawHeaders: Dispatcher.DispatchController["rawHeaders"]): string[] {
  if (!Array.isArray(rawHeaders)) return [];
  return rawHeaders.map((part) => part.toString("latin1"));
}
