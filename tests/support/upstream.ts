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

/** Answers a request that has been read to its end. */
export type Answer = (response: Parameters<RequestListener>[1], request: Received) => void;

export type UpstreamServer = {
  readonly url: string;
  readonly port: number;
  /** Complete requests in order of arrival. */
  readonly requests: Received[];
  readonly server: Server;
  /** Answers requests this way from here on. */
  answerWith(answer: Answer): void;
  /** Hands over requests unread, for streams; they are not recorded. */
  handleWith(listener: RequestListener): void;
  /** Forgets what it received and how to answer. */
  reset(): void;
  /** Stops listening and breaks open connections. */
  close(): Promise<void>;
  /** Listens again on the same port. */
  reopen(): Promise<void>;
};

/** A real HTTP server on a free port of the loopback; answers `{"ok":true}` unless told otherwise. */
export async function startUpstream(): Promise<UpstreamServer> {
  const requests: Received[] = [];
  let listener = reading(requests, ok);
  const server = createServer((request, response) => listener(request, response));
  await listen(server, 0);
  const { port } = addressOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    server,
    answerWith(answer) {
      listener = reading(requests, answer);
    },
    handleWith(other) {
      listener = other;
    },
    reset() {
      requests.length = 0;
      listener = reading(requests, ok);
    },
    close: () => closeServer(server),
    reopen: () => listen(server, port),
  };
}

/** Values of a header as they stood on the wire. `name` in lower case. */
export function rawValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}

/** Names of the headers as they stood on the wire. */
export function rawNames(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0);
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function reading(requests: Received[], answer: Answer): RequestListener {
  return async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const { method = "", url = "", rawHeaders, headers } = request;
    const received = { method, target: url, rawHeaders, headers, body: Buffer.concat(chunks) };
    requests.push(received);
    answer(response, received);
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen");
  return address;
}

const ok: Answer = (response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"ok":true}');
};
