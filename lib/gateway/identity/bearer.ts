import { type HeaderList, headerValues } from "../header-list.ts";
import { tokenInvalid, tokenMissing } from "./challenge.ts";

// RFC 6750 section 2.1: credentials = "Bearer" 1*SP b64token; RFC 9110 section 11.1: any case.
const BEARER_SCHEME = /^bearer(?: |$)/i;
const CREDENTIALS = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The token of `Authorization: Bearer <token>`, unverified.
 * Throws token_missing when no bearer credentials are there at all, token_invalid when they are
 * malformed or given twice.
 */
export function bearerToken(headers: HeaderList): string {
  const [credentials, second] = headerValues(headers, "authorization");
  if (second !== undefined) throw tokenInvalid("more than one Authorization header");
  if (credentials === undefined || !BEARER_SCHEME.test(credentials)) throw tokenMissing();
  const token = CREDENTIALS.exec(credentials)?.[1];
  if (token === undefined) throw tokenInvalid("malformed bearer credentials");
  return token;
}
