import { bodyChunks } from "./body-chunks.ts";
import { eventStreamReader, type StreamEvent } from "./event-stream.ts";
import { brokenAnswer } from "./gateway-error.ts";

/**
 * A response's body as its type says: JSON read, text as text, anything else a Blob; undefined when
 * there is none. Rejects with a GatewayError when it breaks off or is no JSON, and with the
 * signal's reason when that fired.
 */
export async function readBody(response: Response, signal: AbortSignal) {
  const type = response.headers.get("content-type") ?? "";
  try {
    if (/[/+]json\b/.test(type)) {
      const text = await response.text();
      return text === "" ? undefined : JSON.parse(text);
    }
    if (type.startsWith("text/")) return await response.text();
    const blob = await response.blob();
    return blob.size === 0 ? undefined : blob;
  } catch (cause) {
    signal.throwIfAborted();
    throw brokenAnswer(response, cause);
  }
}

/** A response's events, as they come. Throws as `readBody` does. */
export async function* readEvents(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent, void, undefined> {
  const read = eventStreamReader();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of bodyChunks(response)) {
      yield* read(decoder.decode(chunk, { stream: true }));
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw brokenAnswer(response, cause);
  }
}
