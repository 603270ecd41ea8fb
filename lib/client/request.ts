import { createFinalURL, createQuerySerializer, mergeHeaders } from "openapi-fetch";
import { fillPath } from "./path-serializer.ts";

/** What a typed call was given, its types known to be good. */
export type CallOptions = Omit<RequestInit, "body" | "headers" | "method"> & {
  readonly params?: Readonly<{
    path?: Record<string, unknown>;
    query?: Record<string, unknown>;
    header?: Headers;
  }>;
  readonly body?: unknown;
  readonly headers?: Headers;
};

const querySerializer = createQuerySerializer();

/**
 * The request of a call: parameters filled in, a Blob as it is, any other body as JSON. Throws
 * TypeError for a path parameter that would lead elsewhere.
 */
export function requestOf(
  method: string,
  path: string,
  { params = {}, body, headers, ...init }: CallOptions,
  origin: string,
): Request {
  const url = createFinalURL(path, {
    baseUrl: origin,
    params,
    querySerializer,
    pathSerializer: fillPath,
  });
  if (body === undefined) {
    return new Request(url, { ...init, method, headers: mergeHeaders(params.header, headers) });
  }
  const isFile = body instanceof Blob;
  const type = isFile ? body.type || "application/octet-stream" : "application/json";
  return new Request(url, {
    ...init,
    method,
    headers: mergeHeaders({ "content-type": type }, params.header, headers),
    body: isFile ? body : JSON.stringify(body),
  });
}

/** What stands behind the path of a typed call, as the compiler has let it through. */
export function callOptions(given: readonly unknown[]): CallOptions {
  const [options] = given;
  return isOptions(options) ? options : {};
}

function isOptions(value: unknown): value is CallOptions {
  return typeof value === "object" && value !== null;
}
