import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ensureHaproxy } from "../../scripts/haproxy.ts";

const STOP_MS = 5_000 + 30_000 + 10_000;

const service = z.object({
  image: z.string(),
  build: z.unknown().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]),
  read_only: z.boolean().default(false),
  stop_grace_period: z.string().optional(),
  deploy: z.object({ replicas: z.number() }).optional(),
});
const { services } = z
  .object({ services: z.record(z.string(), service) })
  .parse(parse(readFileSync("compose.yaml", "utf8")));

// What of dclint is taste: quotes, order, and a name for the image that is built.
const TASTE = "no-build-and-image";

function lint(file: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    "node_modules/.bin/dclint",
    [file, "--quiet", "--disable-rule", TASTE],
    { encoding: "utf8" },
  );
  return { status, said: stdout + stderr };
}

test("compose.yaml keeps to the Compose specification, and the check would tell if it did not", () => {
  const directory = mkdtempSync(join(tmpdir(), "compose-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const broken = join(directory, "compose.yaml");
  const text = readFileSync("compose.yaml", "utf8");
  writeFileSync(broken, text.replaceAll("depends_on:", "depend_on:"));

  expect(lint("compose.yaml")).toMatchObject({ status: 0 });
  expect(lint(broken)).toMatchObject({
    status: 1,
    said: expect.stringContaining("invalid-schema"),
  });
});

test("two gateways run behind the one address that they trust, read-only, with time to drain", () => {
  const { balancer, gateway } = services;

  expect(gateway).toMatchObject({ read_only: true, deploy: { replicas: 2 }, ports: [] });
  expect(Number.parseInt(gateway?.stop_grace_period ?? "", 10) * 1000).toBeGreaterThanOrEqual(
    STOP_MS,
  );
  expect(balancer?.networks).toMatchObject({
    edge: { ipv4_address: gateway?.environment["TRUSTED_PROXIES"] },
  });
});

test("nothing but the gateway shares a network with the services, and only this machine reaches any", () => {
  const onServices = Object.keys(services).filter((name) =>
    [services[name]?.networks].flat().includes("services"),
  );
  const published = Object.values(services).flatMap(({ ports }) => ports);

  expect(onServices.sort()).toEqual(["demo", "gateway", "redis"]);
  for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test("every file that a container is given is there, and every image that is not built has its version", () => {
  for (const { build, image, volumes } of Object.values(services)) {
    const given = volumes.filter((volume) => volume.startsWith("./"));
    for (const volume of given)
      expect({ volume, is: existsSync(volume.split(":")[0] ?? "") }).toEqual({ volume, is: true });
    expect(build === undefined ? image : "built:1").toMatch(/:v?\d/);
  }
});

test("HAProxy accepts its configuration", () => {
  const check = ["-c", "-q", "-f", "deploy/compose/haproxy.cfg"];

  expect(spawnSync(ensureHaproxy(), check, { encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: expect.not.stringContaining("WARNING"),
  });
});

/** Runs one of the scripts with a docker that notes what it is asked, and answers yes. */
function withDocker(script: string, env: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), "docker-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const asked = join(directory, "asked");
  const docker = join(directory, "docker");
  writeFileSync(docker, `#!/bin/sh\necho "$@" >>${asked}\n`);
  chmodSync(docker, 0o755);
  const envFile = join(directory, "env");
  writeFileSync(envFile, "JWT_SECRET=kept\n");
  execFileSync(script, {
    env: {
      ...process.env,
      PATH: [directory, process.env["PATH"]].join(delimiter),
      ENV_FILE: envFile,
      ...env,
    },
  });
  return { asked: readFileSync(asked, "utf8"), envFile: readFileSync(envFile, "utf8") };
}

test("make docker-up builds and starts all of it, with the secrets that were missing", () => {
  const { asked, envFile } = withDocker("scripts/docker-up.sh", {});

  expect(asked).toMatch(/^compose --env-file \S+ up --build --detach --wait$/m);
  expect(envFile).toMatch(/^JWT_SECRET=kept\nNEXTAUTH_SECRET=\w{38,}\nMETRICS_TOKEN=\w{38,}\n$/);
});

test("make docker-rebuild-api-gateway builds, lets the running container end, and starts a read-only one", () => {
  const { asked } = withDocker("scripts/docker-rebuild.sh", { PORT: "8080" });

  expect(asked.split("\n").map((line) => line.split(" ")[0])).toEqual([
    ...["info", "build", "stop", "rm", "run", ""],
  ]);
  expect(asked).toMatch(/^run .*--read-only .*--publish 8080:3000 /m);
});
