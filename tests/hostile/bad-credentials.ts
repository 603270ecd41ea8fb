/** Credentials that are no bearer token, or not one alone. */
export const NO_CREDENTIALS: readonly (readonly [string, (token: string) => readonly string[]])[] =
  [
    ["in the query only", () => []],
    [
      "in a cookie",
      (token) => [`Cookie: token=${token}; Authorization=Bearer ${token}; access_token=${token}`],
    ],
    ["in a session cookie", (token) => [`Cookie: next-auth.session-token=${token}`]],
    ["in X-Authorization", (token) => [`X-Authorization: Bearer ${token}`]],
    ["in Proxy-Authorization", (token) => [`Proxy-Authorization: Bearer ${token}`]],
    ["in Authorization_", (token) => [`Authorization_: Bearer ${token}`]],
    ["in X-Forwarded-Authorization", (token) => [`X-Forwarded-Authorization: Bearer ${token}`]],
    ["in Sec-WebSocket-Protocol", (token) => [`Sec-WebSocket-Protocol: bearer, ${token}`]],
    ["without a scheme", (token) => [`Authorization: ${token}`]],
    ["as Basic", (token) => [`Authorization: Basic ${token}`]],
    ["as Token", (token) => [`Authorization: Token ${token}`]],
    ["behind Bearer and a colon", (token) => [`Authorization: Bearer:${token}`]],
    ["behind Bearer and a tab", (token) => [`Authorization: Bearer\t${token}`]],
    ["behind Bearer and nothing between", (token) => [`Authorization: Bearer${token}`]],
  ];

/** A good token in credentials that are malformed. */
export const MALFORMED_CREDENTIALS: readonly (readonly [
  string,
  (token: string) => readonly string[],
])[] = [
  ["in quotes", (token) => [`Authorization: Bearer "${token}"`]],
  ["with something behind it", (token) => [`Authorization: Bearer ${token} x`]],
  ["in a list", (token) => [`Authorization: Bearer ${token}, Bearer ${token}`]],
  ["behind Bearer twice", (token) => [`Authorization: Bearer Bearer ${token}`]],
  ["twice", (token) => [`Authorization: Bearer ${token}`, `authorization: Bearer ${token}`]],
  [
    "after another scheme",
    (token) => ["Authorization: Basic YTpi", `Authorization: Bearer ${token}`],
  ],
  [
    "before another scheme",
    (token) => [`Authorization: Bearer ${token}`, "Authorization: Basic YTpi"],
  ],
  ["padded", (token) => [`Authorization: Bearer ${token}=`]],
  ["with a byte beyond ASCII", (token) => [`Authorization: Bearer ${token}\xe9`]],
  ["missing", () => ["Authorization: Bearer"]],
];
