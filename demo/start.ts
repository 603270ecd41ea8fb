import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentRun } from "./agent-run.ts";
import { sendJson } from "./answer.ts";
import { collectionRoutes } from "./collection.ts";
import { openDatabase } from "./database.ts";
import { fileIndex } from "./file-index.ts";
import { fileRoutes, removeFile } from "./files.ts";
import type { Log } from "./request-log.ts";
import type { Kind } from "./resources.ts";
import type { Route } from "./routes.ts";
import { seed } from "./seed.ts";
import { serve } from "./server.ts";
import { recordStore } from "./store.ts";

/** How to start the demo. The defaults suit tests: any free ports, nothing kept, nothing logged. */
export type DemoOptions = {
  readonly ports?: Readonly<Record<Kind, number>>;
  readonly host?: string;
  /** A file, beside which uploads go into `<file>-files/`; or `:memory:`. */
  readonly databasePath?: string;
  readonly fileBytesMax?: number;
  readonly log?: Log;
};

/** The running services. `close` may be called twice and leaves nothing open. */
export type Demo = {
  readonly urls: Readonly<Record<Kind, string>>;
  readonly close: () => Promise<void>;
};

const ANY_PORTS = { agents: 0, workflows: 0, entities: 0 } as const;
const TWO_GB = 2 * 1024 ** 3;

/** Starts all services, or none: rejects with Node's own error when one cannot start. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { ports = ANY_PORTS, host = "127.0.0.1", databasePath = ":memory:" } = options;
  const { fileBytesMax = TWO_GB, log = () => {} } = options;
  await using opened = new AsyncDisposableStack();

  const directory = await fileDirectory(databasePath, opened);
  const database = openDatabase(databasePath, (empty) => seed(empty, new Date().toISOString()));
  opened.defer(() => database.close());
  const routes = serviceRoutes(database, directory, fileBytesMax);

  const start = async (name: Kind): Promise<string> => {
    const service = { name, host, port: ports[name], routes: routes[name], log };
    const running = await serve(service);
    opened.defer(running.close);
    return running.url;
  };
  const urls = {
    agents: await start("agents"),
    workflows: await start("workflows"),
    entities: await start("entities"),
  };
  const owned = opened.move();
  return { urls, close: () => owned.disposeAsync() };
}

function serviceRoutes(
  database: ReturnType<typeof openDatabase>,
  directory: string,
  bytesMax: number,
): Readonly<Record<Kind, readonly Route[]>> {
  const store = recordStore(database);
  const files = { store, index: fileIndex(database), directory, bytesMax };
  const nothingMore = async () => {};
  return {
    agents: [
      ok("/health", "agents"),
      ok("/api/v1/status", "agents"),
      ...collectionRoutes(store, "agents", nothingMore),
      { method: "GET", path: "/api/v1/agents/{id}/run", handle: agentRun(store) },
    ],
    workflows: [ok("/health", "workflows"), ...collectionRoutes(store, "workflows", nothingMore)],
    entities: [
      ok("/health", "entities"),
      ...collectionRoutes(store, "entities", (orgId, id) => removeFile(files, orgId, id)),
      ...fileRoutes(files),
    ],
  };
}

function ok(path: string, service: Kind): Route {
  const body = { status: "ok", service };
  return {
    method: "GET",
    path,
    isPublic: true,
    handle: ({ response }) => sendJson(response, 200, body),
  };
}

async function fileDirectory(databasePath: string, opened: AsyncDisposableStack): Promise<string> {
  if (databasePath !== ":memory:") {
    const kept = `${databasePath}-files`;
    await mkdir(kept, { recursive: true });
    return kept;
  }
  const passing = await mkdtemp(join(tmpdir(), "eloquent-demo-"));
  opened.defer(() => rm(passing, { recursive: true, force: true }));
  return passing;
}
