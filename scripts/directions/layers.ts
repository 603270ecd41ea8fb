/** The part of the source tree that a file belongs to; a feature layer also names its folder. */
export type Layer =
  | "base"
  | `feature:${string}`
  | "stage"
  | "pipeline-stage"
  | "pipeline-order"
  | "pipeline"
  | "store"
  | "lane"
  | "gateway"
  | "explain"
  | "instance"
  | "boot"
  | "env"
  | "outside";

/** First match wins. Folders of lib/gateway that no row names are features. */
const layers: readonly (readonly [RegExp, Layer])[] = [
  [/^lib\/env\.ts$/, "env"],
  [/^lib\/gateway\/(instance|running-configuration)\.ts$/, "instance"],
  [/^lib\/gateway\/boot\.ts$/, "boot"],
  [/^lib\/gateway\/gateway\.ts$/, "gateway"],
  [/^lib\/gateway\/lanes\//, "lane"],
  [/^lib\/gateway\/explain\//, "explain"],
  [/^lib\/gateway\/stores\//, "store"],
  [/^lib\/gateway\/stages\//, "stage"],
  [/^lib\/gateway\/pipeline\/order\.ts$/, "pipeline-order"],
  [/^lib\/gateway\/pipeline\/stage\.ts$/, "pipeline-stage"],
  [/^lib\/gateway\/pipeline\//, "pipeline"],
  [/^lib\/gateway\/(errors|config)\//, "base"],
  [/^lib\/gateway\/[^/]+\.ts$/, "base"],
];

/** The layer of a file, given by its path from the project's root. */
export function layerOf(path: string): Layer {
  const row = layers.find(([pattern]) => pattern.test(path));
  if (row !== undefined) return row[1];
  const folder = /^lib\/gateway\/([^/]+)\//.exec(path)?.[1];
  return folder === undefined ? "outside" : `feature:${folder}`;
}
