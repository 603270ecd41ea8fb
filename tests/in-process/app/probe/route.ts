import { gatewayFetch } from "#lib/gateway-fetch.ts";

/** Calls what the query's `path` names, with the method and the body of the request. */
export async function POST(request: Request): Promise<Response> {
  const { method, path, body } = await request.json();
  return gatewayFetch(path, {
    method,
    ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
  });
}
