const PREFIX = /^(?:__secure-|__host-)?next-auth\./i;

/**
 * True for a cookie of the app's own sign-in: session token with its chunks, CSRF token, callback
 * URL and the sign-in checks. A prefix decides, because next-auth joins every cookie whose name
 * starts with the session cookie's.
 */
export function isSessionCookie(name: string): boolean {
  return PREFIX.test(name);
}

/** A `Cookie` field's value without the app's own cookies; "" when no other is left. */
export function withoutSessionCookies(cookie: string): string {
  return cookie
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "" && !isSessionCookie(pair.split("=", 1)[0]?.trim() ?? ""))
    .join("; ");
}
