const PREFIX = /^(?:__secure-|__host-)?next-auth\./i;

/**
 * True for a cookie of the app's own sign-in: session token with its chunks, CSRF token, callback
 * URL and the sign-in checks. A prefix decides, because next-auth joins every cookie whose name
 * starts with the session cookie's.
 */
export function isSessionCookie(name: string): boolean {
  return PREFIX.test(name);
}
