import { createHmac, generateKeyPairSync } from "node:crypto";
import { CompactEncrypt, SignJWT } from "jose";
import { rawToken } from "#tests/auth/raw-token.ts";
import { TEST_SECRET } from "#tests/support/app.ts";
import { GOOD_CLAIMS } from "#tests/support/tokens.ts";
import { goodToken, ORG } from "./attack.ts";

export const NOW = Math.floor(Date.now() / 1000);
export const CLAIMS = {
  ...{ ...GOOD_CLAIMS, org_id: ORG },
  ...{ iss: "eloquent-gateway", aud: "eloquent-api", exp: NOW + 3600 },
};
const json = (claims: object) => JSON.stringify({ ...CLAIMS, ...claims });
/** Well signed with our secret, whatever it says. */
export const made = (header: object | string, payload: object | string = CLAIMS) =>
  rawToken({ header, payload, secret: TEST_SECRET });
/** A good payload whose one member stands there as this JSON text. */
const withMember = (member: string) =>
  made({ alg: "HS256" }, `${json({}).slice(0, -1)},${member}}`);
export const withClaims = (claims: object) => made({ alg: "HS256" }, { ...CLAIMS, ...claims });
export const withExp = (text: string) =>
  made({ alg: "HS256" }, json({ exp: 0 }).replace('"exp":0', `"exp":${text}`));
const selfMade = { kty: "oct", k: Buffer.from("attacker").toString("base64url") };

/** Tokens that must be taken for bad, however their signature came about. */
export const BAD_TOKENS: readonly (readonly [string, () => string | Promise<string>])[] = [
  ["none in capitals, unsigned", () => `${unsigned({ alg: "NONE" })}.`],
  ["none, with our own signature", () => made({ alg: "none" })],
  ["none behind a blank, unsigned", () => `${unsigned({ alg: " none" })}.`],
  ["an empty alg", () => made({ alg: "" })],
  ["a list as alg", () => made({ alg: ["HS256"] })],
  ["HS256 and none, one after the other", () => made('{"alg":"none","alg":"HS256"}')],
  [
    "HS384 with the secret",
    () =>
      rawToken({ header: { alg: "HS384" }, payload: CLAIMS, secret: TEST_SECRET, hash: "sha384" }),
  ],
  [
    "HS512 with the secret",
    () =>
      rawToken({ header: { alg: "HS512" }, payload: CLAIMS, secret: TEST_SECRET, hash: "sha512" }),
  ],
  [
    "HS256 in the head and HS512 in the signature",
    () => rawToken({ payload: CLAIMS, secret: TEST_SECRET, hash: "sha512" }),
  ],
  ["RS256 with the secret as the key", () => made({ alg: "RS256" })],
  ["RS256 with a key of its own", () => rs256()],
  [
    "a key that it brings along",
    () =>
      rawToken({ header: { alg: "HS256", jwk: selfMade }, payload: CLAIMS, secret: "attacker" }),
  ],
  [
    "a kid that leads to an empty file",
    () =>
      rawToken({
        header: { alg: "HS256", kid: "../../../../dev/null" },
        payload: CLAIMS,
        secret: "",
      }),
  ],
  [
    "a kid of SQL",
    () =>
      rawToken({
        header: { alg: "HS256", kid: "x' UNION SELECT 'attacker" },
        payload: CLAIMS,
        secret: "attacker",
      }),
  ],
  ["the empty secret", () => rawToken({ payload: CLAIMS, secret: "" })],
  ["an empty signature", () => `${unsigned({ alg: "HS256" })}.`],
  ["a critical extension", () => made({ alg: "HS256", crit: ["exp"], exp: 1 })],
  ["an empty list of critical extensions", () => made({ alg: "HS256", crit: [] })],
  ["a payload that is not encoded", () => made({ alg: "HS256", b64: false })],
  ["an encrypted token", () => jwe()],
  ["a token within a token", () => made({ alg: "HS256", cty: "JWT" }, goodToken())],
  ["an org_id twice", () => withMember(`"org_id":"${ORG}"`)],
  ["an org_id twice, once escaped", () => withMember('"org\\u005fid":"org-2"')],
  ["a role twice", () => withMember('"role":"admin"')],
  ["an exp twice", () => withMember('"exp":9999999999')],
  ["claims in a prototype", () => made({ alg: "HS256" }, `{"__proto__":${json({})}}`)],
  ["an exp as text", () => withExp('"9999999999"')],
  ["an exp of no time at all", () => withExp("null")],
  ["an exp beyond all numbers", () => withExp("1e999")],
  ["an exp that is true", () => withExp("true")],
  ["an exp in a list", () => withExp("[9999999999]")],
  ["no exp", () => withClaims({ exp: undefined })],
  ["a begin as text", () => withClaims({ nbf: "0" })],
  [
    "a begin beyond all numbers",
    () => made({ alg: "HS256" }, json({ nbf: 0 }).replace('"nbf":0', '"nbf":1e999')),
  ],
  ["issuers in a list", () => withClaims({ iss: ["eloquent-gateway"] })],
  ["the issuer with a blank", () => withClaims({ iss: "eloquent-gateway " })],
  ["audiences in a list in a list", () => withClaims({ aud: [["eloquent-api"]] })],
  ["an empty list of audiences", () => withClaims({ aud: [] })],
  ["the audience in capitals", () => withClaims({ aud: "ELOQUENT-API" })],
  ["a carriage return in org_id", () => withClaims({ org_id: "a\rX-User-Role: admin" })],
  ["a line feed in user_id", () => withClaims({ user_id: "a\nX-Org-ID: b" })],
  [
    "a line break and a request in email",
    () => withClaims({ email: "a\r\n\r\nGET /admin HTTP/1.1\r\n" }),
  ],
  ["a NUL in role", () => withClaims({ role: "user\0admin" })],
  ["a next line sign in org_id", () => withClaims({ org_id: "a\u0085b" })],
  ["half a surrogate in org_id", () => made({ alg: "HS256" }, json({ org_id: "\ud800" }))],
  ["blanks around org_id", () => withClaims({ org_id: ` ${ORG}` })],
  ["an org_id of a list", () => withClaims({ org_id: [ORG] })],
  ["an org_id of an object", () => withClaims({ org_id: { toString: ORG } })],
  ["a role of a list", () => withClaims({ role: ["admin"] })],
  ["scopes as an object", () => withClaims({ scopes: { 0: "admin", length: 1 } })],
  ["scopes within scopes", () => withClaims({ scopes: [["admin"]] })],
  ["a claim of 8 KB", () => withClaims({ org_id: "a".repeat(8192) })],
];

function unsigned(header: object): string {
  const [, payload] = goodToken().split(".");
  return `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${payload}`;
}

function rs256(): Promise<string> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return new SignJWT(CLAIMS).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
}

function jwe(): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(CLAIMS)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(createHmac("sha256", TEST_SECRET).digest());
}
