import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { recordOf } from "./collection.ts";
import { Refusal } from "./refusal.ts";
import type { Call, Handler } from "./routes.ts";
import type { Store } from "./store.ts";

const pace = z.object({
  interval: z.coerce.number().int().min(10).max(60_000).default(400),
  steps: z.coerce.number().int().min(1).max(10_000).default(8),
});

const agentFields = z.object({ name: z.string(), tools: z.array(z.string()) });

/**
 * An agent's run as an event stream: the first `step` at once, one every `interval` ms (400), after
 * `steps` (8) of them `done`. `Last-Event-ID` continues behind that event; behind `done` there is
 * nothing, and 204 tells the browser to stop asking (HTML, server-sent events, section 9.2).
 */
export function agentRun(store: Store): Handler {
  return async function run(call) {
    const agent = agentFields.parse(recordOf(store, "agents", call).fields);
    const { interval, steps } = paceOf(call);
    const seen = Number(call.request.headers["last-event-id"] ?? 0) || 0;
    if (seen > steps) {
      call.response.writeHead(204).end();
      return;
    }
    call.response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
    });
    if (call.request.method === "HEAD") {
      call.response.end();
      return;
    }
    await stream(call, runEvents(call.id, agent, seen, steps), interval);
  };
}

type RunEvent = { readonly id: number; readonly name: "step" | "done"; readonly data: unknown };

async function stream(call: Call, events: Iterable<RunEvent>, intervalMs: number): Promise<void> {
  const { response, stopping, log } = call;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stopping]);
  let sent = 0;
  try {
    for (const event of events) {
      if (sent > 0) await wait(intervalMs, undefined, { signal });
      await send(response, event, signal);
      sent += 1;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const cause = gone.signal.aborted ? "the client has gone" : "the service is shutting down";
    log(`agents    run of ${call.id} stopped after ${sent} events: ${cause}`);
  }
  response.end();
}

async function send(response: ServerResponse, event: RunEvent, signal: AbortSignal): Promise<void> {
  const data = JSON.stringify(event.data);
  const isBelowMark = response.write(`id: ${event.id}\nevent: ${event.name}\ndata: ${data}\n\n`);
  if (!isBelowMark) await once(response, "drain", { signal });
}

function* runEvents(
  agentId: string,
  agent: z.infer<typeof agentFields>,
  seen: number,
  steps: number,
): Generator<RunEvent> {
  for (let id = seen + 1; id <= steps; id += 1) {
    const data = { agent_id: agentId, step: id, steps, text: stepText(agent, id, steps) };
    yield { id, name: "step", data };
  }
  yield { id: steps + 1, name: "done", data: { agent_id: agentId, steps, status: "succeeded" } };
}

function stepText({ name, tools }: z.infer<typeof agentFields>, step: number, steps: number) {
  if (step === 1) return `${name} reads its task and plans ${steps} steps`;
  if (step === steps) return `${name} writes down the result`;
  const tool = tools[(step - 2) % Math.max(1, tools.length)];
  return tool === undefined ? `${name} thinks it over` : `${name} calls ${tool}`;
}

function paceOf(call: Call) {
  const asked = pace.safeParse(Object.fromEntries(call.query));
  if (asked.success) return asked.data;
  throw new Refusal("VALIDATION_FAILED", "interval must be 10 to 60000 ms, steps 1 to 10000");
}
