import { Agent } from "undici";
import { onTestFinished } from "vitest";
import { dispatchUpstream } from "./dispatch.ts";
import { upstreamContract } from "./upstream.contract.ts";

upstreamContract("dispatch", () => {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  onTestFinished(() => agent.destroy());
  return dispatchUpstream(agent);
});
