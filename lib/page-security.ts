/** A response header: name and value. */
type Header = readonly [name: string, value: string];

/**
 * The headers that every page for people leaves with. Scripts run only with `nonce` (base64, fresh
 * for each answer), which Next reads from the request's copy of the policy. In development the
 * reload socket and React's debugging `eval` are let through. Styles may be inline: React sets
 * style attributes, and a style cannot run. With `hasNoncedStyles`, style elements need the nonce
 * too, and only attributes may be inline; not in development, where Next's own tools come with styles
 * that have none.
 */
export function pageSecurityHeaders(
  nonce: string,
  isDevelopment: boolean,
  hasNoncedStyles = false,
): readonly Header[] {
  const policy = {
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src": "'self' 'unsafe-inline'",
    ...(hasNoncedStyles && !isDevelopment ? { "style-src-elem": `'self' 'nonce-${nonce}'` } : {}),
    "img-src": "'self' data:",
    "connect-src": isDevelopment ? "'self' ws:" : "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  const directives = Object.entries(policy).map((directive) => directive.join(" "));
  return [
    ["content-security-policy", directives.join("; ")],
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", "strict-origin-when-cross-origin"],
  ];
}
