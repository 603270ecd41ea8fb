import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";

/** An answer as it came off the wire: nothing decoded, followed or merged. */
export type Answer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly text: string;
  /** The first value. `name` in lower case. */
  header(name: string): string | null;
  /** Every value, in order. `name` in lower case. */
  values(name: string): string[];
};

export type Sending = {
  readonly method?: string;
  /** A list is name, value, name, value, for repeated names. */
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  /** Bytes go with their length, a stream in chunks. */
  readonly body?: string | Buffer | AsyncIterable<Buffer>;
};

export type Opened = { readonly request: ClientRequest; readonly response: IncomingMessage };

/**
 * Sends a request on a connection of its own, kept open like any client does, and reads the whole
 * answer.
 */
export async function send(url: string, sending: Sending = {}): Promise<Answer> {
  const { response } = await open(url, sending);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return toAnswer(response.statusCode ?? 0, response.rawHeaders, Buffer.concat(chunks));
}

/** Sends a request and gives the answer as soon as its head is there. */
export async function open(url: string, sending: Sending = {}): Promise<Opened> {
  const message = start(url, sending);
  const [response]: IncomingMessage[] = await once(message, "response");
  if (response === undefined) throw new Error("no response");
  return { request: message, response };
}

/** Starts a request whose answer may never come. */
export function start(url: string, { method = "GET", headers, body }: Sending): ClientRequest {
  const agent = new Agent({ keepAlive: true });
  const message = request(url, { method, agent });
  message.once("close", () => agent.destroy());
  for (const [name, values] of fields(headers ?? {})) message.setHeader(name, values);
  // An answer may come, and the connection end, before all of the body is sent.
  message.on("error", () => {});
  if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) message.end(body);
  else void finished(Readable.from(body).pipe(message)).catch(() => {});
  return message;
}

/** An answer from its parts. */
export function toAnswer(status: number, rawHeaders: readonly string[], body: Buffer): Answer {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );
  const values = (name: string) =>
    headers.flatMap(([field, value]) => (field.toLowerCase() === name ? [value] : []));
  return {
    status,
    headers,
    body,
    text: body.toString(),
    header: (name) => values(name)[0] ?? null,
    values,
  };
}

function fields(headers: NonNullable<Sending["headers"]>): Map<string, string[]> {
  const list = isList(headers) ? headers : Object.entries(headers).flat();
  const fields = new Map<string, string[]>();
  for (const [name, value] of toAnswer(0, list, Buffer.alloc(0)).headers)
    fields.set(name, [...(fields.get(name) ?? []), value]);
  return fields;
}

function isList(headers: NonNullable<Sending["headers"]>): headers is readonly string[] {
  return Array.isArray(headers);
}
