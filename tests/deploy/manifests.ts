import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { ConfigMap, Namespace, Service, ServiceAccount } from "kubernetes-models/v1";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";

const FOLDER = "deploy/k8s";
const MODELS = [
  ...[ConfigMap, Deployment, HorizontalPodAutoscaler, Namespace],
  ...[NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount],
];

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

export type Manifest = z.infer<typeof manifest>;

export const kustomization = z
  .object({
    namespace: z.string(),
    resources: z.array(z.string()),
    configMapGenerator: z.array(z.object({ name: z.string(), files: z.array(z.string()) })),
  })
  .parse(parse(readFileSync(join(FOLDER, "kustomization.yaml"), "utf8")));

/** Everything that the kustomization lists. */
export function manifests(): Manifest[] {
  return kustomization.resources.flatMap((file) =>
    parseAllDocuments(readFileSync(join(FOLDER, file), "utf8")).map((document) =>
      manifest.parse(document.toJS()),
    ),
  );
}

/**
 * What Kubernetes' own description finds wrong: wrong types, missing fields, and fields that it does
 * not know, which an API server would drop with a warning at most.
 */
export function faultsOf(given: Manifest): string[] {
  const model = MODELS.find(
    ({ apiVersion, kind }) => apiVersion === given.apiVersion && kind === given.kind,
  );
  if (model === undefined) return [`no description of ${given.apiVersion} ${given.kind}`];
  const unread = new Set<string>();
  const checked: { validate(): void } = Reflect.construct(model, []);
  // Given to the constructor, it would be copied.
  Object.assign(checked, watchReads(given, "", unread));
  try {
    checked.validate();
  } catch (error) {
    return [String(error)];
  }
  return [...unread].map((path) => `${path} is unknown`);
}

/**
 * The same object, which takes a path out of `unread` when it is read. The generated validators read
 * exactly the fields that their schema has, and walk over what has free keys, such as labels.
 */
function watchReads<T extends object>(given: T, path: string, unread: Set<string>): T {
  const pathOf = (key: string) => `${path}/${key}`;
  const children = new Map<string, object>();
  for (const [key, value] of Object.entries(given)) {
    unread.add(pathOf(key));
    if (typeof value === "object" && value !== null)
      children.set(key, watchReads(value, pathOf(key), unread));
  }
  const read = (key: string | symbol) => typeof key === "string" && unread.delete(pathOf(key));
  return new Proxy(given, {
    get(target, key) {
      read(key);
      return children.get(String(key)) ?? Reflect.get(target, key);
    },
    ownKeys(target) {
      for (const key of Reflect.ownKeys(target)) read(key);
      return Reflect.ownKeys(target);
    },
  });
}
