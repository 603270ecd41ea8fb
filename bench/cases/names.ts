export type CaseName =
  | "get"
  | "post"
  | "unauthorized"
  | "cache-hit"
  | "download-100kb"
  | "download-100mb"
  | "fixed-rate"
  | "event-streams"
  | "upload-1gb"
  | "download-1gb";

/** What a server that only forwards can be asked for. */
export const PROXY_CASES: readonly CaseName[] = [
  "get",
  "post",
  "download-100kb",
  "download-100mb",
  "fixed-rate",
  "event-streams",
  "upload-1gb",
  "download-1gb",
];

/** What a gateway can be asked for. */
export const GATEWAY_CASES: readonly CaseName[] = [...PROXY_CASES, "unauthorized"];
