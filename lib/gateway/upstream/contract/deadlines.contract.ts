import { afterEach, beforeEach, vi } from "vitest";
import type { Upstream } from "../upstream.ts";
import { answerDeadlinesContract } from "./answer-deadlines.contract.ts";
import { eventStreamDeadlinesContract } from "./event-stream-deadlines.contract.ts";
import { uploadDeadlinesContract } from "./upload-deadlines.contract.ts";

/** How long the server may take. The clock is the test's; the sockets are real. */
export function deadlinesContract(create: () => Upstream): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  answerDeadlinesContract(create);
  uploadDeadlinesContract(create);
  eventStreamDeadlinesContract(create);
}
