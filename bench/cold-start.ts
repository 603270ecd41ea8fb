// How long the container's server takes from its start to the first call that it has forwarded, and
// a bare Next app, built in the same way, to the first answer of a route handler. Alternating, so
// that whatever else the machine does meets both: `npx node bench/cold-start.ts [rounds]`.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort, TEST_SECRET } from "../tests/support/app.ts";
import { buildContainerImage } from "../tests/support/container-image.ts";
import { makeNextProject } from "../tests/support/next-project.ts";
import { bearer } from "../tests/support/tokens.ts";

const ROUNDS = Number(process.argv[2] ?? 9);
const RATIO_MAX = 1.5;
const START_MS_MAX = 30_000;

type Server = {
  readonly folder: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly path: string;
};

async function startMs(server: Server, headers: Record<string, string>): Promise<number> {
  const port = await freePort();
  const [program, ...parameters] = server.command;
  const startedAt = performance.now();
  const child = spawn(program, parameters, {
    cwd: server.folder,
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      ...server.env,
      ...{ PORT: String(port), HOSTNAME: "127.0.0.1" },
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    return (
      (await firstAnswerAt(`http://127.0.0.1:${port}${server.path}`, headers, child)) - startedAt
    );
  } finally {
    const ended = once(child, "exit");
    if (child.kill("SIGKILL")) await ended;
  }
}

async function firstAnswerAt(
  url: string,
  headers: Record<string, string>,
  child: ChildProcess,
): Promise<number> {
  const giveUpAt = performance.now() + START_MS_MAX;
  while (performance.now() < giveUpAt && child.exitCode === null) {
    const answer = await fetch(url, { headers }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return performance.now();
    await pause(2);
  }
  throw new Error(`${url} does not answer`);
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const upstream = createServer((_request, response) => response.end("{}")).listen(0, "127.0.0.1");
await once(upstream, "listening");
const address = upstream.address();
const upstreamPort = typeof address === "object" && address !== null ? address.port : 0;
const directory = mkdtempSync(join(tmpdir(), "cold-start-"));
// The container's server runs as somebody else.
chmodSync(directory, 0o755);
const routes = join(directory, "routes.yaml");
writeFileSync(
  routes,
  `version: "1.0"
routes:
  - { path: /api/v1/items, method: GET, proxy_upstream: "http://127.0.0.1:${upstreamPort}" }
`,
);

const bare = makeNextProject({
  "package.json": '{ "name": "bare", "private": true, "type": "module" }',
  "next.config.js": `export default { output: "standalone", outputFileTracingRoot: import.meta.dirname, turbopack: { root: import.meta.dirname } };`,
  "app/api/v1/items/route.js":
    'export const dynamic = "force-dynamic"; export const GET = () => Response.json({});',
});
bare.build();
const image = buildContainerImage();
const secrets = { JWT_SECRET: TEST_SECRET, NEXTAUTH_SECRET: TEST_SECRET };
const path = "/api/v1/items";
const servers: Record<"bare Next" | "gateway", Server> = {
  "bare Next": {
    folder: join(bare.folder, ".next/standalone"),
    command: [process.execPath, "server.js"],
    ...{ env: {}, path },
  },
  gateway: {
    folder: image.folder,
    command: image.command,
    env: {
      ...image.env,
      ...secrets,
      NEXTAUTH_URL: "http://localhost:3000",
      GATEWAY_ROUTES: routes,
    },
    path,
  },
};

try {
  const headers = await bearer();
  const times: Record<keyof typeof servers, number[]> = { "bare Next": [], gateway: [] };
  // The first round fills the page cache for both and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of ["bare Next", "gateway"] as const) {
      const ms = await startMs(servers[name], headers);
      if (round > 0) times[name].push(ms);
    }
  }
  const [bareMs, gatewayMs] = [median(times["bare Next"]), median(times.gateway)];
  const ratio = gatewayMs / bareMs;
  console.log(`bare Next: ${bareMs.toFixed(0)} ms, gateway: ${gatewayMs.toFixed(0)} ms`);
  console.log(`ratio ${ratio.toFixed(2)}, must be under ${RATIO_MAX}`);
  process.exitCode = ratio < RATIO_MAX ? 0 : 1;
} finally {
  upstream.close();
  image.remove();
  bare.remove();
}
