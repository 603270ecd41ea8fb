import { cacheHit } from "./cache-hit.ts";
import type { Case } from "./case.ts";
import { eventStreams } from "./event-streams.ts";
import { fixedRate } from "./fixed-rate.ts";
import { authenticatedGet, download100kb, download100mb, post, unauthorized } from "./requests.ts";
import { download1gb, upload1gb } from "./transfers.ts";

/** In the order in which they are run. */
export const CASES: readonly Case[] = [
  authenticatedGet,
  post,
  unauthorized,
  cacheHit,
  download100kb,
  download100mb,
  fixedRate,
  eventStreams,
  upload1gb,
  download1gb,
];
