import { expect, test } from "vitest";
import { pageSecurityHeaders } from "./page-security.ts";

test("runs only scripts that carry the nonce", () => {
  const headers = new Map(pageSecurityHeaders("bm9uY2U=", false));

  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
});

test.each(["default-src 'self'", "object-src 'none'", "base-uri 'none'", "connect-src 'self'"])(
  "keeps the page to its own origin: %s",
  (directive) => {
    const headers = new Map(pageSecurityHeaders("bm9uY2U=", false));

    expect(headers.get("content-security-policy")?.split("; ")).toContain(directive);
  },
);

test("lets no other page frame or embed these, nor forms leave for another origin", () => {
  const headers = new Map(pageSecurityHeaders("bm9uY2U=", false));

  const directives = headers.get("content-security-policy")?.split("; ");
  expect(directives).toEqual(
    expect.arrayContaining(["frame-ancestors 'none'", "form-action 'self'"]),
  );
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
});

test("opens the reload socket and eval in development only", () => {
  const headers = new Map(pageSecurityHeaders("bm9uY2U=", true));

  const directives = headers.get("content-security-policy")?.split("; ");
  expect(directives).toContain("connect-src 'self' ws:");
  expect(directives).toContain("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic' 'unsafe-eval'");
});

test("lets in style elements without the nonce only where they have always been", () => {
  const policyOf = (hasNoncedStyles: boolean) =>
    new Map(pageSecurityHeaders("bm9uY2U=", false, hasNoncedStyles)).get("content-security-policy");

  expect(policyOf(true)?.split("; ")).toContain("style-src-elem 'self' 'nonce-bm9uY2U='");
  expect(policyOf(false)).not.toContain("style-src-elem");
});

test("lets in the styles of Next's own tools in development", () => {
  const headers = new Map(pageSecurityHeaders("bm9uY2U=", true, true));

  expect(headers.get("content-security-policy")).not.toContain("style-src-elem");
});
