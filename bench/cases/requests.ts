import { FILES, NEW_ITEM, PATHS } from "../workload.ts";
import { loadCase } from "./load-case.ts";

export const authenticatedGet = loadCase({
  name: "get",
  title: "Authenticated GET, 500 bytes of JSON",
  path: PATHS.item,
});

export const post = loadCase({
  name: "post",
  title: "Authenticated POST of 1 KB",
  path: PATHS.items,
  method: "POST",
  body: NEW_ITEM,
});

export const unauthorized = loadCase({
  name: "unauthorized",
  title: "401 without a token",
  path: PATHS.item,
  isRefused: true,
});

export const download100kb = loadCase({
  name: "download-100kb",
  title: "Download of 100 KB",
  path: PATHS.kilobytes,
});

export const download100mb = loadCase({
  name: "download-100mb",
  title: "Download of 100 MB",
  path: PATHS.megabytes,
  connections: 4,
  bodyBytes: FILES["100mb"],
});
