import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseDuration } from "#lib/gateway/config/durations.ts";
import { faultsOf, kustomization, type Manifest, manifests } from "./manifests.ts";

const all = manifests();
const SELECTOR = { "app.kubernetes.io/name": "gateway" };
const SPARE_SECONDS = 10;

function named(kind: string, name = "gateway"): Manifest {
  const found = all.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

test.each(all)("$kind $metadata.name is what Kubernetes' own description says", (manifest) => {
  expect(faultsOf(manifest)).toEqual([]);
});

test("that check finds a field that Kubernetes does not know, a wrong type and a missing field", () => {
  const text = JSON.stringify(named("Deployment"));
  const changed = (from: string, to: string): Manifest => JSON.parse(text.replace(from, to));

  expect(faultsOf(changed('"readinessProbe"', '"readynessProbe"'))).toEqual(
    expect.arrayContaining(["/spec/template/spec/containers/0/readynessProbe is unknown"]),
  );
  expect(faultsOf(changed('"containerPort":3000', '"containerPort":"http"'))).not.toEqual([]);
  expect(faultsOf(changed('"selector":', '"selectors":'))).not.toEqual([]);
});

test("the kustomization has every file of its folder, and its routes are the repository's", () => {
  const files = readdirSync("deploy/k8s").filter((file) => file !== "kustomization.yaml");
  const [routes] = kustomization.configMapGenerator;

  expect(kustomization.resources.toSorted()).toEqual(files.toSorted());
  expect(routes).toMatchObject({ name: "gateway-routes" });
  expect(routes?.files).toContain("../../routes.yaml");
});

test("the gateway finds every service's description where its routes.yaml says it is", () => {
  const routes = readFileSync("routes.yaml", "utf8");
  const named = new Set(
    [...routes.matchAll(/^ +openapi: (\S+)$/gm)].map(([, path]) => normalize(path ?? "")),
  );
  const sources = kustomization.configMapGenerator[0]?.files ?? [];

  const mounted = routesVolume().map(({ key, path }) => {
    const source = sources.find((file) => basename(file) === key) ?? "";
    return [path, relative(".", join("deploy/k8s", source))];
  });

  expect(named.size).toBeGreaterThan(0);
  expect(Object.fromEntries(mounted)).toEqual(
    Object.fromEntries(["routes.yaml", ...named].map((path) => [path, path])),
  );
  for (const [, source] of mounted) expect(existsSync(source ?? "")).toBe(true);
});

function routesVolume(): { readonly key: string; readonly path: string }[] {
  const item = z.object({ key: z.string(), path: z.string() });
  const volume = z.object({
    name: z.literal("routes"),
    configMap: z.object({ items: z.array(item) }),
  });
  const volumes = z
    .object({
      spec: z.object({ template: z.object({ spec: z.object({ volumes: z.array(z.unknown()) }) }) }),
    })
    .parse(named("Deployment")).spec.template.spec.volumes;
  return volumes.flatMap((each) => volume.safeParse(each).data?.configMap.items ?? []);
}

test("the gateway is given time to drain, and neither root nor a file system to write to", () => {
  const { data } = named("ConfigMap", "gateway-environment");
  const environment = Object.entries(data ?? {});
  const seconds = (name: string) =>
    (parseDuration(String(new Map(environment).get(name))) ?? Number.NaN) / 1000;
  const graceSeconds = seconds("SHUTDOWN_DELAY") + seconds("SHUTDOWN_DEADLINE") + SPARE_SECONDS;

  expect(named("Deployment")).toMatchObject({
    spec: {
      selector: { matchLabels: SELECTOR },
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
      template: {
        metadata: { labels: SELECTOR },
        spec: {
          terminationGracePeriodSeconds: graceSeconds,
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              livenessProbe: { httpGet: { path: "/health" } },
              startupProbe: { httpGet: { path: "/health" } },
              readinessProbe: { httpGet: { path: "/ready" } },
              resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
              envFrom: [
                { configMapRef: { name: "gateway-environment" } },
                { secretRef: { name: "gateway-secrets" } },
              ],
              env: expect.arrayContaining([
                { name: "GATEWAY_ROUTES", value: "/etc/gateway/routes.yaml" },
                { name: "HOSTNAME", value: "0.0.0.0" },
              ]),
            },
          ],
          volumes: expect.arrayContaining([
            { name: "routes", configMap: expect.objectContaining({ name: "gateway-routes" }) },
          ]),
        },
      },
    },
  });
});

test("no manifest holds a secret", () => {
  const kinds = all.map(({ kind }) => kind);

  expect(kinds).not.toContain("Secret");
  expect(Object.keys(named("ConfigMap", "gateway-environment").data ?? {}).join(" ")).not.toMatch(
    /SECRET|TOKEN|REDIS_URL/,
  );
});

test("only the gateway reaches the services, and the scale and its bounds are the gateway's", () => {
  expect(named("NetworkPolicy", "services-from-gateway-only")).toMatchObject({
    spec: {
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: { matchLabels: SELECTOR } }] }],
    },
  });
  expect(named("HorizontalPodAutoscaler")).toMatchObject({
    spec: { scaleTargetRef: { kind: "Deployment", name: "gateway" }, minReplicas: 3 },
  });
  expect(named("PodDisruptionBudget")).toMatchObject({
    spec: { maxUnavailable: 1, selector: { matchLabels: SELECTOR } },
  });
  expect(named("Service")).toMatchObject({ spec: { selector: SELECTOR } });
});
