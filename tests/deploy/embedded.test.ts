import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { startBalancer } from "#tests/support/balancer.ts";
import type { Balancer } from "#tests/support/balancer-process.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { send } from "#tests/support/http-client.ts";
import { makeNextProject, type NextProject } from "#tests/support/next-project.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { importsOf } from "../../scripts/directions/imports.ts";

const PAGE = readFileSync("docs/embedding.md", "utf8");
const [copying = "", installing = ""] = blocks("sh");
const configuration = blocks("ts").find((block) => block.includes("NextConfig")) ?? "";

// What create-next-app writes, as far as it matters here.
const FRESH = {
  "package.json": '{ "name": "fresh", "version": "0.1.0", "private": true }',
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      ...{ target: "ES2024", lib: ["dom", "esnext"], module: "esnext", strict: true },
      ...{ moduleResolution: "bundler", allowImportingTsExtensions: true, noEmit: true },
      ...{ esModuleInterop: true, resolveJsonModule: true, isolatedModules: true },
      ...{ jsx: "react-jsx", skipLibCheck: true, paths: { "@/*": ["./*"] } },
    },
    include: ["**/*.ts", "**/*.tsx"],
  }),
  "app/layout.tsx": `import type { ReactNode } from "react";
export default function Layout({ children }: { children: ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
  "app/page.tsx": "export default function Page() { return <h1>A fresh app</h1>; }",
  "app/api/own/route.ts": 'export const GET = () => new Response("its own");',
};

let project: NextProject;
let upstream: UpstreamServer;
let app: App;
let balancer: Balancer;

beforeAll(async () => {
  project = makeNextProject(FRESH);
  execFileSync("sh", ["-e", "-c", copying], {
    cwd: project.folder,
    env: { ...process.env, GATEWAY: resolve(".") },
  });
  project.write("next.config.ts", configuration);
  project.build();
  upstream = await startUpstream();
  app = await startApp({
    standalone: project.server,
    routes: routesFile({ routes: [{ path: "/api/v1/items" }] }),
    env: { UPSTREAM: upstream.url, GATEWAY_LANE: "auto", SHUTDOWN_DELAY: "0" },
  });
  balancer = await startBalancer({ replicas: [app.port] });
}, 240_000);

afterAll(async () => {
  await balancer?.stop();
  await app?.stop();
  await upstream?.close();
  project?.remove();
});

/** The page's blocks of code in a language. */
function blocks(language: string): string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...PAGE.matchAll(fenced)].map(([, block = ""]) => block);
}

test("a fresh app with the copied files forwards a call, in the direct lane", async () => {
  const headers = { ...(await bearer()), "user-agent": "lane-probe" };

  const answer = await send(`${balancer.url}/api/v1/items?b&a=1`, { headers });

  expect(answer.text).toBe('{"ok":true}');
  expect(upstream.requests[0]).toMatchObject({
    target: "/api/v1/items?b&a=1",
    headers: { "x-org-id": "org-1" },
  });
  await app.outputMatching(/"lane-probe".*"lane":"direct"/);
});

test("its own page and route stay its own, and the rest under /api/ is answered by the gateway", async () => {
  const page = await send(balancer.url);
  const own = await send(`${balancer.url}/api/own`);

  expect(page.text).toContain("A fresh app");
  expect(own.text).toBe("its own");
  expectEnvelope(await send(`${balancer.url}/api/v1/items`), 401, "UNAUTHORIZED");
  expectEnvelope(await send(`${balancer.url}/api/nobodys`), 404, "NOT_FOUND");
  expectEnvelope(await send(`${balancer.url}/api/gateway-token`), 401, "UNAUTHORIZED");
  expect((await send(`${balancer.url}/ready`)).status).toBe(200);
});

test("the page's npm install names every package that the copied files import, at our versions", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const fresh = /^(node:|next(\/|$)|react(\/|$)|[.#]|lib\/|demo\/|app\/)/;
  const files = ["lib", "app", "instrumentation.ts"].flatMap((place) => sourcesIn(place));
  const imported = files.flatMap((file) =>
    importsOf(file, readFileSync(join(project.folder, file), "utf8"))
      .filter(({ target }) => !fresh.test(target))
      .map(({ target }) => /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? ""),
  );

  const installed = installing
    .trim()
    .split(/\s+/)
    .filter((word) => /.@\d/.test(word));

  const needed = [...new Set(imported)].map((name) => `${name}@${dependencies[name]}`);
  expect(installed.toSorted()).toEqual(needed.toSorted());
});

function sourcesIn(place: string): string[] {
  if (place.endsWith(".ts")) return [place];
  const names = readdirSync(join(project.folder, place), { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(place, name));
}

test("it ends as gently as the gateway's own app, without a variable that tells Next so", async () => {
  const exited = once(app.process, "exit");

  app.process.kill("SIGTERM");

  expect(await exited).toEqual([0, null]);
});
