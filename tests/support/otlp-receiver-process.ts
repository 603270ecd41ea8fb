import { createServer } from "node:http";
import { json } from "node:stream/consumers";

// Prints its port, then a line for each export. Started by otlp-receiver.ts.
const server = createServer(async (request, response) => {
  const isTraces = request.method === "POST" && request.url === "/v1/traces";
  if (!isTraces || request.headers["content-type"] !== "application/json") {
    response.writeHead(404).end();
    return;
  }
  const body = await json(request);
  console.log(JSON.stringify({ headers: request.headers, body }));
  response.setHeader("content-type", "application/json").end("{}");
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify(server.address())));
