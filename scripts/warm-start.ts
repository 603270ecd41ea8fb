// Starts the container's server once, as its image will, and sends it a request of every kind that
// a start meets: with NODE_COMPILE_CACHE set, V8's compiled code is kept from then on.
// `node warm-start.ts node server.js`: the command that the image runs.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_MS_MAX = 60_000;
const SECRET = "for this start alone, of no use elsewhere";

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}

async function answered(url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + START_MS_MAX;
  while (child.exitCode === null && performance.now() < giveUpAt) {
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await pause(20);
  }
  throw new Error(`${url} was not answered`);
}

const [program = "", ...parameters] = process.argv.slice(2);
const service = createServer((_request, response) => response.end("{}")).listen(0, "127.0.0.1");
const free = createServer().listen(0, "127.0.0.1");
await Promise.all([once(service, "listening"), once(free, "listening")]);
const port = portOf(free.address());
await new Promise((resolve) => free.close(resolve));

const directory = mkdtempSync(join(tmpdir(), "warm-start-"));
const routes = join(directory, "routes.yaml");
const route = {
  ...{ path: "/api/v1/warm", method: "GET", auth_required: false },
  proxy_upstream: `http://127.0.0.1:${portOf(service.address())}`,
};
writeFileSync(routes, JSON.stringify({ version: "1.0", routes: [route] }));

const child = spawn(program, parameters, {
  env: {
    ...process.env,
    ...{ PORT: String(port), HOSTNAME: "127.0.0.1", GATEWAY_ROUTES: routes, SHUTDOWN_DELAY: "0" },
    ...{ JWT_SECRET: SECRET, NEXTAUTH_SECRET: SECRET, NEXTAUTH_URL: "http://localhost" },
  },
  stdio: ["ignore", "ignore", "inherit"],
});
for (const path of ["/api/v1/warm", "/health", "/ready", "/api/v1/warm"]) {
  await answered(`http://127.0.0.1:${port}${path}`, child);
}
// What has been compiled is written when the process ends by itself.
const ended = once(child, "exit");
child.kill("SIGTERM");
const [exitCode] = await ended;
service.close();
rmSync(directory, { recursive: true });
process.exitCode = exitCode === 0 ? 0 : 1;
