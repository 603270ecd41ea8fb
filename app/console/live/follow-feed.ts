import { bodyChunks } from "#lib/client/body-chunks.ts";
import { eventStreamReader } from "#lib/client/event-stream.ts";
import { failureInEnvelope } from "../../pieces/error-envelope.ts";
import type { LiveEvent } from "./live-state.ts";

const FEED = "/console/events";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 8000;
// Told every second: after this much silence nobody is there any more.
const SILENCE_MS = 6000;

/**
 * Follows the console's feed until `signal` fires, over broken connections and restarts, and reports
 * all that happens. Gives up only when the gateway refuses the session.
 */
export async function followFeed(
  signal: AbortSignal,
  report: (event: LiveEvent) => void,
): Promise<void> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const outcome = await followOnce(signal, (event) => {
      if (event.kind === "told") tries = 0;
      report(event);
    });
    if (outcome === "refused" || signal.aborted) return;
    await waited(outcome === "renewed" ? 0 : waitMs(tries), signal);
  }
}

function waitMs(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
}

async function followOnce(
  signal: AbortSignal,
  report: (event: LiveEvent) => void,
): Promise<"refused" | "lost" | "renewed"> {
  const silence = new AbortController();
  let alarm = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const either = AbortSignal.any([signal, silence.signal]);
    const response = await fetch(FEED, { cache: "no-store", signal: either });
    if (response.status !== 200) return await refused(response, report);
    const read = eventStreamReader();
    const decoder = new TextDecoder();
    for await (const chunk of bodyChunks(response)) {
      clearTimeout(alarm);
      alarm = setTimeout(() => silence.abort(), SILENCE_MS);
      for (const { name, data } of read(decoder.decode(chunk, { stream: true }))) {
        const event = toldEvent(name, data);
        if (event === null) continue;
        report(event);
        if (event.name === "bye") return event.data.why === "renewal" ? "renewed" : "lost";
      }
    }
  } catch {
    // Unreachable, broken or silent: the reader sees one and the same.
  } finally {
    clearTimeout(alarm);
    silence.abort();
  }
  if (!signal.aborted) report({ kind: "lost", why: "The gateway does not answer." });
  return "lost";
}

async function refused(
  response: Response,
  report: (event: LiveEvent) => void,
): Promise<"refused" | "lost"> {
  const failure = failureInEnvelope(await response.text());
  if (failure === null || response.status >= 500) {
    report({ kind: "lost", why: `The gateway answers ${response.status}.` });
    return "lost";
  }
  report({ kind: "refused", failure });
  return "refused";
}

const NAMES = ["hello", "tick", "news", "bye"] as const;

function toldEvent(name: string, data: string): Extract<LiveEvent, { kind: "told" }> | null {
  const known = NAMES.find((candidate) => candidate === name);
  return known === undefined ? null : { kind: "told", name: known, data: JSON.parse(data) };
}

function waited(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
