import type { Peer } from "./peer.ts";

/** The upstream itself: what the others' times are to be compared with. */
export const bareUpstream: Peer = {
  name: "upstream",
  title: "the upstream itself (on the load core)",
  job: "constant",
  cases: ["get", "fixed-rate"],
  needs: [],
  start: async ({ upstream }) => ({ ...upstream, stop: async () => {} }),
};
