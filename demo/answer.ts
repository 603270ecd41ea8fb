import type { ServerResponse } from "node:http";
import { entityTag, isNamedBy } from "./entity-tag.ts";

/** Sends one JSON document, whole and with its length. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": bytes.length,
    ...headers,
  });
  response.end(bytes);
}

/**
 * Sends a representation with its validators, or 304 when `ifNoneMatch` already names it.
 * `changedAt` is an ISO 8601 time; null leaves `Last-Modified` out. Sets no `Cache-Control`.
 */
export function sendRepresentation(
  response: ServerResponse,
  ifNoneMatch: string | undefined,
  body: unknown,
  changedAt: string | null,
): void {
  const tag = entityTag(JSON.stringify(body));
  const validators = {
    ETag: tag,
    ...(changedAt === null ? {} : { "Last-Modified": httpDate(changedAt) }),
  };
  if (isNamedBy(ifNoneMatch, tag)) response.writeHead(304, validators).end();
  else sendJson(response, 200, body, validators);
}

/** An ISO 8601 time as an HTTP date (RFC 9110 section 5.6.7), cut to whole seconds. */
export function httpDate(isoTime: string): string {
  return new Date(isoTime).toUTCString();
}
