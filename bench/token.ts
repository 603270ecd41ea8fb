import { SignJWT } from "jose";
import { AUDIENCE, CLAIMS, ISSUER, SECRET } from "./workload.ts";

/** `Authorization` of the caller that every peer knows; good for a day. */
export async function authorization(): Promise<string> {
  const token = await new SignJWT({ ...CLAIMS, jti: "bench-session.0123456789abcdef" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setExpirationTime("24h")
    .sign(new TextEncoder().encode(SECRET));
  return `Bearer ${token}`;
}
