import { setTimeout as sleep } from "node:timers/promises";
import type { Peer } from "./peers/peer.ts";
import type { Server } from "./processes.ts";
import { CLAIMS, ITEM, NEW_ITEM, PATHS, SAW_ORG } from "./workload.ts";

const FORGED_ORG = "forged";
const DIRECT = ["gateway-direct", "gateway-redis"];
const ATTACH_MS_MAX = 10_000;

/**
 * Makes sure that a peer does what it is measured for: the good call gets the upstream's body, and
 * where it does the gateway's job the upstream saw the token's organisation, never the client's, and
 * nothing passes without a token. Returns what is wrong, or null.
 */
export async function verifyPeer(
  peer: Peer,
  server: Server,
  authorization: string,
): Promise<string | null> {
  const path = peer.path ?? PATHS.item;
  const good = await fetch(server.url + path, {
    headers: { authorization, "x-org-id": FORGED_ORG },
  });
  if (good.status !== 200 || (await good.text()) !== ITEM) return `a good GET got ${good.status}`;
  if (DIRECT.includes(peer.name) && !(await takesItsLane(server.url + path, authorization))) {
    return "its lane did not attach";
  }
  if (peer.cases.includes("post")) {
    const status = await postStatus(server, authorization);
    if (status !== 201) return `a good POST got ${status}`;
  }
  return peer.job === "full" ? verifyJob(server, good, authorization) : null;
}

async function verifyJob(server: Server, good: Response, authorization: string) {
  const org = good.headers.get(SAW_ORG);
  if (org !== CLAIMS.org_id) return `the upstream was told of organisation ${org}`;
  if (!good.headers.has("x-request-id")) return "its answer has no request id";
  for (const bad of [undefined, `${authorization.slice(0, -2)}${flipped(authorization)}`]) {
    const refused = await fetch(server.url + PATHS.item, {
      headers: bad === undefined ? {} : { authorization: bad },
    });
    const code = codeOf(await refused.json());
    if (refused.status !== 401 || code !== "UNAUTHORIZED") {
      return `${bad === undefined ? "no" : "a forged"} token got ${refused.status} ${code}`;
    }
  }
  return null;
}

async function postStatus(server: Server, authorization: string): Promise<number> {
  const response = await fetch(server.url + PATHS.items, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: NEW_ITEM,
  });
  return (await response.text()) === ITEM ? response.status : 0;
}

// Next takes connections before it has run the boot hook that attaches the lane.
async function takesItsLane(url: string, authorization: string): Promise<boolean> {
  const until = Date.now() + ATTACH_MS_MAX;
  while (Date.now() < until) {
    const response = await fetch(url, { headers: { authorization } });
    await response.arrayBuffer();
    if (!passedThroughNext(response)) return true;
    await sleep(100);
  }
  return false;
}

// Next names its own headers in the `Vary` of whatever goes through its router.
function passedThroughNext(response: Response): boolean {
  return (response.headers.get("vary") ?? "").toLowerCase().includes("rsc");
}

// Two other characters at the end of the signature, still base64url without stray bits.
function flipped(authorization: string): string {
  return authorization.endsWith("AA") ? "BA" : "AA";
}

function codeOf(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("error" in body)) return null;
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error ? error.code : null;
}
