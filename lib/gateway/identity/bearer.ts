import { type HeaderList, headerValues } from "../header-list.ts";
import { tokenInvalid, tokenMissing } from "./challenge.ts";

// RFC 6750 section 2.1: credentials = "Bearer" 1*SP b64token; RFC 9110 section 11.1: any case.
const BEARER = /^bearer(?: +|$)/i;

/**
 * What stands for a token in `Authorization: Bearer <token>`: unverified, and not even known to be
 * one, since who verifies it has seen most of them before.
 * Throws token_missing when no bearer credentials are there at all, token_invalid when none follow
 * the scheme or they are given twice.
 */
export function bearerToken(headers: HeaderList): string {
  const [credentials, second] = headerValues(headers, "authorization");
  if (second !== undefined) throw tokenInvalid("more than one Authorization header");
  const scheme = credentials === undefined ? null : BEARER.exec(credentials);
  if (credentials === undefined || scheme === null) throw tokenMissing();
  const token = credentials.slice(scheme[0].length);
  if (token === "") throw tokenInvalid("malformed bearer credentials");
  return token;
}
