import type { Lane } from "#tests/support/app.ts";

type Passing = {
  /** What the gateway promises, and the direct lane keeps. */
  readonly promise: string;
  /** Why the route lane cannot: what Next does before or after the handler. */
  readonly because: string;
  readonly target: string;
  /** What comes of it: a status, and the target that the upstream sees, or null when it sees none. */
  readonly outcome: Readonly<
    Record<Lane, { readonly status: number; readonly sent: string | null }>
  >;
};

/**
 * Requests that reach the upstream in the direct lane and not in the route lane. What Next would
 * answer itself (redirects of ambiguous paths, methods that handlers cannot export) is refused before
 * Next sees it, in the envelope, wherever Node is there to do so; on serverless platforms Next's own
 * answers stand.
 */
export const SENT_OTHERWISE: readonly Passing[] = [
  {
    promise: "passes an escape of a byte that is no UTF-8",
    because: "Next decodes the path before any handler runs, and fails",
    target: "/api/v1/items/%FF",
    outcome: {
      direct: { status: 200, sent: "/api/v1/items/%FF" },
      route: { status: 400, sent: null },
    },
  },
];
