import { createHmac } from "node:crypto";
import { TEST_SECRET } from "#tests/support/app.ts";
import { GOOD_CLAIMS } from "#tests/support/tokens.ts";
import { FORGED, PARTNER } from "../hostile/oracle.ts";
import { type Random, randomOf } from "./random.ts";

/** What is written on one connection. */
export type Case = {
  readonly index: number;
  readonly bytes: Buffer;
  /** The organisation of its own good token, whether it brings that or not. */
  readonly org: string;
  readonly token: string;
};

// So that a seed makes the same bytes on every day.
const NEVER = 4_102_444_800;
const METHODS = ["GET", "GET", "GET", "POST", "POST", "DELETE", "DELETE", "HEAD", "OPTIONS", "PUT"];
const ODD_METHODS = ["PROPFIND", "TRACE", "CONNECT", "PURGE", "get", "G\0T", ""];
const TARGETS = ["/api/v1/agents", "/api/v1/agents/7", "/api/v1/open/a/b", "/api/v1/renamed/x"];
const ODD_TARGETS = ["*", "/", "//", "gateway:443", "http://evil.example/api/v1/agents", "/health"];
const PIECES = [
  ...["/", "//", "/./", "/../", "..", ".", "%2e", "%2E%2e", "%2f", "%5c", "%00", "%0d%0a", "%252e"],
  ...[
    "\\",
    ";",
    ";a=b",
    "..;",
    "%",
    "%zz",
    "%ff",
    "%c0%ae",
    "%61",
    "@evil.example",
    ":80",
    "#",
    "?",
  ],
  ...[
    ".json",
    ".rsc",
    "?nxtPgateway=x",
    "?gateway=open",
    "&_rsc=1",
    " ",
    "\t",
    "\xe9",
    "{id}",
    "*",
    "$&",
  ],
];
const NAMES = [
  ...["X-Org-ID", "X-User-ID", "X-User-Email", "X-User-Role", "X-Request-ID", "Via", "traceparent"],
  ...["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "X-Original-URL"],
  ...["X-HTTP-Method-Override", "X-Middleware-Subrequest", "X-Gateway-Raw", "X-Gateway-Signature"],
  ...["TE", "Trailer", "Keep-Alive", "Proxy-Authorization", "HTTP2-Settings", "Cookie", "X-A"],
];
const ODD_LINES = [
  ...["Connection: X-Org-ID", "Connection: Authorization", "Connection: Upgrade", "Upgrade: h2c"],
  ...["Expect: 100-continue", "Expect: 200-maybe", "Host: evil.example", "Host: a b", "RSC: 1"],
  ...["Origin: null", "Origin: https://evil.example", "Access-Control-Request-Method: PUT"],
  ...[
    "Next-Action: 1",
    "x-nextjs-data: 1",
    "Range: bytes=0-0",
    "If-None-Match: *",
    " folded",
    ": x",
  ],
  ...["no colon", "X : y", "X-B: a\rb", "X-C: a\nX-Org-ID: forged", "X-D: a\0b", "X-E: \xff"],
  ...["Accept-Encoding: gzip, br", "Content-Type: application/json", "Authorization: Bearer x"],
];
const CODINGS = [
  "chunked",
  "Chunked",
  "gzip, chunked",
  "identity",
  "chunked, chunked",
  "\x0bchunked",
  "x",
];
const SMUGGLED = "GET /api/v1/agents HTTP/1.1\r\nHost: a\r\nX-Org-ID: forged\r\n\r\n";

/** The case of this number in the run of this seed. */
export function caseOf(seed: number, index: number): Case {
  const random = randomOf(seed, index);
  const org = `fuzz-${index}`;
  const token = tokenFor(org);
  let text = "";
  for (let left = random.pick([1, 1, 1, 1, 2, 3]); left > 0; left -= 1)
    text += request(random, token, left === 1);
  if (random.chance(0.15)) text = mutated(text, random);
  return { index, bytes: Buffer.from(text, "latin1"), org, token };
}

function request(random: Random, token: string, isLast: boolean): string {
  const method = random.chance(0.97) ? random.pick(METHODS) : random.pick(ODD_METHODS);
  const version = random.chance(0.98)
    ? "HTTP/1.1"
    : random.pick(["HTTP/1.0", "HTTP/2.0", "HTTP/9", ""]);
  const { body, lines } = framing(random, method);
  const head = [
    `${method} ${target(random)} ${version}`,
    ...(random.chance(0.99) ? ["Host: gateway.example"] : []),
    ...(random.chance(0.9) ? [`Origin: ${PARTNER}`] : []),
    ...authorization(random, token),
    ...Array.from({ length: random.below(4) }, () => line(random)),
    ...lines,
    ...(isLast && random.chance(0.8) ? ["Connection: close"] : []),
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

function target(random: Random): string {
  let text = random.chance(0.95) ? random.pick(TARGETS) : random.pick(ODD_TARGETS);
  for (let left = random.pick([0, 0, 0, 0, 1, 2, 4]); left > 0; left -= 1) {
    const at = random.below(text.length + 1);
    const isEscape = random.chance(0.3) && at < text.length;
    text = isEscape
      ? `${text.slice(0, at)}%${text.charCodeAt(at).toString(16)}${text.slice(at + 1)}`
      : text.slice(0, at) + random.pick(PIECES) + text.slice(at);
  }
  return text;
}

function authorization(random: Random, token: string): string[] {
  if (random.chance(0.6)) return random.chance(0.9) ? [`Authorization: Bearer ${token}`] : [];
  if (random.chance(0.5)) return [];
  const at = random.below(token.length);
  const letter = random.pick(["A", "g", "-", "_", ".", "=", "", "\0"]);
  return [`Authorization: Bearer ${token.slice(0, at)}${letter}${token.slice(at + 1)}`];
}

function line(random: Random): string {
  if (random.chance(0.2)) return random.pick(ODD_LINES);
  const name = [...random.pick(NAMES)].map((letter) => respelled(letter, random)).join("");
  return `${name}: ${random.chance(0.8) ? FORGED : ""}`;
}

function respelled(letter: string, random: Random): string {
  if (letter === "-") return random.pick(["-", "-", "_", "."]);
  return random.chance(0.3) ? letter.toLowerCase() : letter;
}

function framing(random: Random, method: string): { lines: string[]; body: string } {
  const isBodiless = method === "GET" && random.chance(0.8);
  if (isBodiless || random.chance(0.3)) return { lines: [], body: "" };
  const content = random.pick(["", "hello", SMUGGLED]);
  const chunks = `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
  const length = `Content-Length: ${content.length}`;
  if (random.chance(0.4)) return { lines: [length], body: content };
  if (random.chance(0.4)) return { lines: ["Transfer-Encoding: chunked"], body: chunks };
  const lines = [
    length,
    `Transfer-Encoding: ${random.pick(CODINGS)}`,
    `Content-Length: ${random.below(9)}`,
  ];
  return {
    lines: lines.filter(() => random.chance(0.6)),
    body: random.pick([content, chunks, `${content}\r\n`, chunks.replace("\r\n", "\n")]),
  };
}

/** A text with up to three of its characters changed, dropped, doubled or added to. */
function mutated(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const at = random.below(result.length + 1);
    const added = random.pick([
      "",
      "",
      String.fromCharCode(random.below(256)),
      "\r\n",
      "\n",
      "\0",
      " ",
    ]);
    result = result.slice(0, at) + added + result.slice(at + random.below(2));
  }
  return result;
}

function tokenFor(org: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const standard = { iss: "eloquent-gateway", aud: "eloquent-api", exp: NEVER };
  const input = `${encode({ alg: "HS256" })}.${encode({ ...GOOD_CLAIMS, ...standard, org_id: org })}`;
  return `${input}.${createHmac("sha256", TEST_SECRET).update(input).digest("base64url")}`;
}
