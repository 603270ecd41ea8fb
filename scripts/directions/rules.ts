import { type Layer, layerOf } from "./layers.ts";

/** A direction that imports must keep. `broken` is asked once per import. */
export type Rule = Readonly<{
  name: string;
  broken: (importer: string, target: string) => boolean;
}>;

const features = /^feature:/;

/** What each layer of lib/gateway may import from the gateway. Rows are data: no row, no import. */
const mayImport: Readonly<Record<string, (target: Layer) => boolean>> = {
  base: (target) => target === "base",
  stage: (target) => target === "base" || target === "pipeline-stage" || features.test(target),
  store: (target) => target === "base" || features.test(target),
  "pipeline-stage": (target) => target === "base" || features.test(target),
  pipeline: (target) =>
    target === "base" || features.test(target) || target.startsWith("pipeline-stage"),
  "pipeline-order": (target) =>
    target === "base" || target === "stage" || /^(feature:|pipeline)/.test(target),
  lane: (target) =>
    ["base", "lane", "gateway", "pipeline-stage"].includes(target) || features.test(target),
  gateway: (target) => target === "base" || /^(feature:|pipeline)/.test(target),
  explain: (target) =>
    ["base", "explain", "gateway", "pipeline-order"].includes(target) || features.test(target),
  instance: () => true,
};

const frameworks = /^(next|react|react-dom|next-auth)(\/|$)/;
const isGateway = (path: string) => path.startsWith("lib/gateway/");
const isOurs = (path: string) => /^(lib|app|bin|demo|tests|scripts)\//.test(path);

export const rules: readonly Rule[] = [
  {
    name: "1: errors, config, exchange and reply import nothing else of ours",
    broken: (importer, target) => layerOf(importer) === "base" && crossesLayers(importer, target),
  },
  {
    name: "2: a feature folder imports only the first layer, never another feature or a stage",
    broken: (importer, target) =>
      layerOf(importer).startsWith("feature:") && crossesLayers(importer, target),
  },
  {
    name: "3: a stage imports features and pipeline/stage, never another stage or a store",
    broken: (importer, target) => layerOf(importer) === "stage" && crossesLayers(importer, target),
  },
  {
    name: "4a: only pipeline/order imports stages",
    broken: (importer, target) =>
      layerOf(target) === "stage" && !["stage", "pipeline-order"].includes(layerOf(importer)),
  },
  {
    name: "4b: only instance, and the command line, which is a program of its own, import stores",
    broken: (importer, target) =>
      layerOf(target) === "store" &&
      !["store", "instance"].includes(layerOf(importer)) &&
      !importer.startsWith("bin/"),
  },
  {
    name: "4c: of the gateway, only instance and boot, which starts it, import lib/env",
    broken: (importer, target) =>
      layerOf(target) === "env" &&
      isGateway(importer) &&
      !["instance", "boot"].includes(layerOf(importer)),
  },
  {
    name: "4d: pipeline, lanes, stores, gateway and explain import downward only",
    broken: (importer, target) =>
      /^(pipeline|lane|store|gateway|explain)/.test(layerOf(importer)) &&
      crossesLayers(importer, target),
  },
  {
    name: "5a: nothing under lib/gateway imports next, react or next-auth",
    broken: (importer, target) => isGateway(importer) && frameworks.test(target),
  },
  {
    name: "5b: only lib/auth imports next-auth",
    broken: (importer, target) =>
      /^next-auth(?!\/react$)(\/|$)/.test(target) && !/^lib\/auth(\.ts|\/)/.test(importer),
  },
];

function crossesLayers(importer: string, target: string): boolean {
  const from = layerOf(importer);
  const to = layerOf(target);
  if (!isOurs(target)) return false;
  if (from.startsWith("feature:")) return to !== "base" && to !== from;
  if (from === "store" && to === "store") return false;
  return !isGateway(target) || mayImport[from]?.(to) !== true;
}
