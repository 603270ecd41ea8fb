import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the upstream saw it. */
export type Received = {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
};

export type UpstreamServer = {
  readonly url: string;
  readonly port: number;
  /** Complete requests in order of arrival. */
  readonly requests: Received[];
  readonly server: Server;
  /** Stops listening and breaks open connections. */
  close(): Promise<void>;
  /** Listens again on the same port. */
  reopen(): Promise<void>;
};

/** A real HTTP server on a free port of the loopback; answers `{"ok":true}` unless told otherwise. */
export async function startUpstream(
  answer: (
    request: IncomingMessage,
    response: Parameters<RequestListener>[1],
    body: Buffer,
  ) => void = ok,
): Promise<UpstreamServer> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    requests.push(received(request, body));
    answer(request, response, body);
  });
  await listen(server, 0);
  const { port } = addressOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    server,
    close: () => closeServer(server),
    reopen: () => listen(server, port),
  };
}

/** Values of a header as they stood on the wire. */
export function rawValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen");
  return address;
}

function received(request: IncomingMessage, body: Buffer): Received {
  const { method = "", url = "", rawHeaders, headers } = request;
  return { method, target: url, rawHeaders, headers, body };
}

const ok: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"ok":true}');
};
