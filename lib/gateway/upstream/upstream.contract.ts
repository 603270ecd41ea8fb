import { describe } from "vitest";
import { cancellationContract } from "./contract/cancellation.contract.ts";
import { deadlinesContract } from "./contract/deadlines.contract.ts";
import { failuresContract } from "./contract/failures.contract.ts";
import { keptConnectionsContract } from "./contract/kept-connections.contract.ts";
import { messagesContract } from "./contract/messages.contract.ts";
import { streamingContract } from "./contract/streaming.contract.ts";
import type { Upstream } from "./upstream.ts";

/** What every Upstream promises, on real servers. */
export function upstreamContract(name: string, create: () => Upstream): void {
  describe(name, () => {
    describe("messages", () => messagesContract(create));
    describe("streaming", () => streamingContract(create));
    describe("deadlines", () => deadlinesContract(create));
    describe("failures", () => failuresContract(create));
    describe("kept connections", () => keptConnectionsContract(create));
    describe("cancellation", () => cancellationContract(create));
  });
}
