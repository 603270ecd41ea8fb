import { bodyChunks } from "#lib/client/body-chunks.ts";
import { failureInEnvelope } from "../pieces/error-envelope.ts";
import type { AnswerBody, AnswerHead, CallState } from "./answer.ts";
import { readEvents } from "./read-events.ts";

/** A request ready to be sent. */
export type OutgoingCall = Readonly<{
  method: string;
  target: string;
  token: string | null;
  body: string | File | null;
}>;

const TEXT_BYTES_MAX = 2 * 1024 * 1024;

/**
 * Sends a call and reports its state each time it changes, until it is over. Never throws: an
 * unreachable gateway, a broken body and an abort of `signal` are states too.
 */
export async function sendCall(
  call: OutgoingCall,
  signal: AbortSignal,
  report: (state: CallState) => void,
): Promise<void> {
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  report({ phase: "waiting" });
  let response: Response;
  try {
    response = await fetch(call.target, { ...requestOf(call), signal });
  } catch {
    report({ phase: signal.aborted ? "stopped" : "unreachable" });
    return;
  }
  const head = headOf(response, elapsedMs());
  const show = (body: AnswerBody, totalMs: number | null) =>
    report({ phase: "answered", head, body, totalMs });
  const isEventStream = typeOf(response).startsWith("text/event-stream");
  const last = isEventStream
    ? await readEvents(response, signal, elapsedMs, (body) => show(body, null))
    : await readWhole(response, (bytes) => show({ kind: "arriving", bytes }, null));
  if (last.kind === "broken" && signal.aborted) report({ phase: "stopped" });
  else show(last, elapsedMs());
}

function requestOf({ method, token, body }: OutgoingCall): RequestInit {
  const headers = new Headers();
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  if (typeof body === "string") headers.set("content-type", "application/json");
  // The page shows what the gateway says now, not what the browser remembers.
  return { method, headers, body, cache: "no-store", redirect: "manual" };
}

function headOf(response: Response, headMs: number): AnswerHead {
  const { status, statusText, headers } = response;
  const requestId = headers.get("x-request-id");
  return { status, statusText, headers: [...headers], requestId, headMs };
}

async function readWhole(
  response: Response,
  onBytes: (bytes: number) => void,
): Promise<AnswerBody> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  onBytes(bytes);
  try {
    for await (const chunk of bodyChunks(response)) {
      chunks.push(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    }
  } catch {
    return { kind: "broken", bytes };
  }
  if (bytes === 0) return { kind: "empty" };
  return bodyOf(new Blob(chunks, { type: typeOf(response) }), response.url);
}

async function bodyOf(blob: Blob, url: string): Promise<AnswerBody> {
  const isText = /^text\/|[/+](json|xml|yaml)\b/.test(blob.type);
  const name = new URL(url).pathname.split("/").at(-1) ?? "answer";
  if (!isText || blob.size > TEXT_BYTES_MAX) return { kind: "file", file: blob, name };
  const text = await blob.text();
  const failure = failureInEnvelope(text);
  const bytes = blob.size;
  return failure === null
    ? { kind: "text", text, bytes }
    : { kind: "failure", failure, text, bytes };
}

function typeOf(response: Response): string {
  return response.headers.get("content-type") ?? "";
}
