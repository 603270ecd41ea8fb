import { generateLoad } from "../load/load.ts";
import { PATHS } from "../workload.ts";
import type { Subject } from "./case.ts";

/**
 * Plain requests for `seconds`, so that what follows is not charged for compiling the server and
 * for the heap of one at work.
 */
export async function warmUp({ authorization, peer, server }: Subject, seconds = 3): Promise<void> {
  await generateLoad({
    url: server.url + (peer.path ?? PATHS.item),
    method: "GET",
    body: "",
    authorization,
    connections: 64,
    seconds,
  });
}
