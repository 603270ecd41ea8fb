import { afterAll, beforeAll, beforeEach } from "vitest";
import { type App, type Lane, startApp } from "./app.ts";
import { type Answer, type Opened, open, type Sending, send } from "./http-client.ts";
import { rawRequest } from "./raw-http.ts";
import { type RoutesFile, routesFile } from "./routes-file.ts";
import { startUpstream, type UpstreamServer } from "./upstream.ts";

type Options = RoutesFile & { readonly env?: Readonly<Record<string, string>> };

export type GatewayUnderTest = {
  readonly app: App;
  /** `$UPSTREAM` of the routes. */
  readonly upstream: UpstreamServer;
  /** Sends to a path of the app and reads the whole answer. */
  send(path: string, sending?: Sending): Promise<Answer>;
  /** Sends to a path of the app and gives the answer when its head is there. */
  open(path: string, sending?: Sending): Promise<Opened>;
  /** Sends a target as it stands. */
  raw(method: string, target: string, headerLines?: readonly string[]): Promise<Answer>;
};

/** The built app in front of one upstream, for all tests of the enclosing `describe`. */
export function useGateway(lane: Lane, { env, ...file }: Options): GatewayUnderTest {
  let app: App | null = null;
  let upstream: UpstreamServer | null = null;

  beforeAll(async () => {
    upstream = await startUpstream();
    app = await startApp({
      lane,
      routes: routesFile(file),
      env: { UPSTREAM: upstream.url, ...env },
    });
  });
  beforeEach(() => upstream?.reset());
  afterAll(async () => {
    await app?.stop();
    await upstream?.close();
  });

  return {
    get app() {
      return started(app);
    },
    get upstream() {
      return started(upstream);
    },
    send: (path, sending) => send(started(app).url + path, sending),
    open: (path, sending) => open(started(app).url + path, sending),
    raw: (method, target, lines) => rawRequest(started(app).port, method, target, lines),
  };
}

function started<T>(thing: T | null): T {
  if (thing === null) throw new Error("nothing has been started yet");
  return thing;
}
