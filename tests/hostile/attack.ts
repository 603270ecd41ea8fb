import { createHmac } from "node:crypto";
import { TEST_SECRET } from "#tests/support/app.ts";
import type { Answer } from "#tests/support/http-client.ts";
import { GOOD_CLAIMS } from "#tests/support/tokens.ts";
import { PARTNER } from "./oracle.ts";

/** The organisation of the good tokens. */
export const ORG = "org-of-the-claim";

/** One request as it goes over the wire, characters as Latin-1 bytes. */
export type Attack = {
  readonly method?: string;
  readonly target?: string;
  /** Header lines. `Host`, and PARTNER as `Origin`, are added unless they are here. */
  readonly lines?: readonly string[];
  readonly body?: string;
};

/** The bytes of a request. */
export function bytesOf({ method = "GET", target = "/", lines = [], body = "" }: Attack): string {
  const added = ["Host: gateway.example", `Origin: ${PARTNER}`].filter((line) => {
    const name = line.slice(0, line.indexOf(":") + 1).toLowerCase();
    return !lines.some((other) => other.toLowerCase().startsWith(name));
  });
  return `${method} ${target} HTTP/1.1\r\n${[...added, ...lines].join("\r\n")}\r\n\r\n${body}`;
}

/** The line of a good token for ORG, with claims changed as given. */
export function signed(claims: Readonly<Record<string, unknown>> = {}): string {
  return `Authorization: Bearer ${goodToken(claims)}`;
}

/** A good token for ORG, made by hand: no library of the app's has a part in it. */
export function goodToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const header = encode({ alg: "HS256" });
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const standard = { iss: "eloquent-gateway", aud: "eloquent-api", exp };
  const payload = encode({ ...GOOD_CLAIMS, ...standard, org_id: ORG, ...claims });
  const signature = createHmac("sha256", TEST_SECRET).update(`${header}.${payload}`);
  return `${header}.${payload}.${signature.digest("base64url")}`;
}

/** An answer that must have come. */
export function given(answer: Answer | undefined): Answer {
  if (answer === undefined) throw new Error("there is no answer");
  return answer;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
