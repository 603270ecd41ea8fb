import type { UpstreamServer } from "#tests/support/upstream.ts";

export const LISTS = "/api/v1/lists";

/** An upstream's list, which every POST renews; its text is the number of POSTs answered. */
export function serveVersionedList(upstream: UpstreamServer): { readonly reads: () => number } {
  let version = 0;
  upstream.reset();
  upstream.answerWith((response, { method }) => {
    if (method === "POST") version += 1;
    response.setHeader("etag", `"${version}"`);
    response.end(String(version));
  });
  return { reads: () => upstream.requests.filter(({ method }) => method === "GET").length };
}
