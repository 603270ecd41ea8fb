import type { Lane } from "#tests/support/app.ts";

/** What comes of a request: a status, and for a redirect where to. */
type Outcome = { readonly status: number; readonly location?: string };

type Difference = {
  /** What the gateway promises, and the direct lane keeps. */
  readonly promise: string;
  /** Why the route lane cannot: what Next or `fetch` does before or after the handler. */
  readonly because: string;
  readonly method?: string;
  readonly target: string;
  readonly headers?: readonly string[];
  readonly outcome: Readonly<Record<Lane, Outcome>>;
};

const REDIRECTS = "Next redirects repeated slashes and backslashes before any handler runs";
const DECODES = "Next decodes the path before any handler runs, and fails";
const METHODS = "Next answers methods that handlers cannot export";
const refused: Outcome = { status: 400 };

/** Requests that Next answers itself. None of them reaches an upstream in either lane. */
export const REFUSED_ELSEWHERE: readonly Difference[] = [
  {
    promise: "refuses an empty segment",
    because: REDIRECTS,
    target: "/api/v1//items",
    outcome: { direct: refused, route: { status: 308, location: "/api/v1/items" } },
  },
  {
    promise: "refuses an empty first segment",
    because: REDIRECTS,
    target: "//api/v1/items",
    outcome: { direct: refused, route: { status: 308, location: "/api/v1/items" } },
  },
  {
    promise: "refuses a backslash",
    because: REDIRECTS,
    target: "/api/v1/items\\7",
    outcome: { direct: refused, route: { status: 308, location: "/api/v1/items/7" } },
  },
  {
    promise: "refuses an empty segment behind an authority",
    because: REDIRECTS,
    target: "http://any.example/api/v1//items",
    outcome: {
      direct: refused,
      route: { status: 308, location: "http://any.example/api/v1/items" },
    },
  },
  {
    promise: "refuses a percent-escape without digits",
    because: DECODES,
    target: "/api/v1/items/%zz",
    outcome: { direct: refused, route: { status: 500 } },
  },
  {
    promise: "refuses a percent-escape that is cut off",
    because: DECODES,
    target: "/api/v1/items/%4",
    outcome: { direct: refused, route: { status: 500 } },
  },
  {
    promise: "answers 405 for a method that no route has",
    because: METHODS,
    method: "PROPFIND",
    target: "/api/v1/items",
    outcome: { direct: { status: 405 }, route: { status: 400 } },
  },
  {
    promise: "answers 405 for TRACE",
    because: METHODS,
    method: "TRACE",
    target: "/api/v1/items",
    outcome: { direct: { status: 405 }, route: { status: 500 } },
  },
];

type Passing = {
  readonly promise: string;
  readonly because: string;
  readonly target: string;
  readonly headers?: readonly string[];
  /** The target that the upstream sees, or null when it sees none. */
  readonly sent: Readonly<Record<Lane, string | null>>;
};

/** Requests that reach the upstream as they came in the direct lane, and otherwise in the route lane. */
export const SENT_OTHERWISE: readonly Passing[] = [
  {
    promise: "passes an escape of a byte that is no UTF-8",
    because: DECODES,
    target: "/api/v1/items/%FF",
    sent: { direct: "/api/v1/items/%FF", route: null },
  },
  {
    promise: "reduces an absolute target to its path",
    because: "Next redirects to the same target",
    target: "http://any.example/api/v1/items",
    sent: { direct: "/api/v1/items", route: null },
  },
  {
    promise: "passes a request that looks like one of Next's own",
    because: "Next redirects requests with its RSC header to another query",
    target: "/api/v1/items",
    headers: ["RSC: 1"],
    sent: { direct: "/api/v1/items", route: null },
  },
];
