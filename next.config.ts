import type { NextConfig } from "next";

const config: NextConfig = {
  // The gateway decides about compression and framing; Next must not touch upstream bodies.
  compress: false,
  poweredByHeader: false,
  skipTrailingSlashRedirect: true,
  reactStrictMode: true,
  // Its badge would lie over the pages' own corners. Errors are shown all the same.
  devIndicators: false,
  // Stack traces in logs and profiles should name functions; server code is not sent to anybody.
  // Loading every page at the start would take a third of it; most replicas never show one.
  // `forbidden()` answers with 403 and a page that says why.
  experimental: { serverMinification: false, preloadEntriesOnStart: false, authInterrupts: true },
  serverExternalPackages: ["undici", "pino"],
  // `npm run check` checks the types of everything, tests included; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // Middleware has found that a browser asks, and wants the page and not the document.
  rewrites: async () => ({
    beforeFiles: [
      {
        source: "/api/v1/docs",
        has: [{ type: "header", key: "x-gateway-page", value: "reference" }],
        destination: "/reference",
      },
    ],
  }),
  outputFileTracingIncludes: { "/api/**": ["./routes.yaml", "./openapi/**"] },
  // Next brings its image optimiser, a third of the container, whether it is used or not.
  outputFileTracingExcludes: { "*": ["node_modules/@img/**", "node_modules/sharp/**"] },
  // Beside another Next app on the same origin, each needs a place of its own for its scripts.
  ...(process.env["NEXT_ASSET_PREFIX"] ? { assetPrefix: process.env["NEXT_ASSET_PREFIX"] } : {}),
  // `next start` warns about standalone builds, so only the container build asks for one.
  ...(process.env["NEXT_OUTPUT"] === "standalone" ? { output: "standalone" as const } : {}),
};

export default config;
