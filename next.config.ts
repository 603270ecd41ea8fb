import type { NextConfig } from "next";

const config: NextConfig = {
  // The gateway decides about compression and framing; Next must not touch upstream bodies.
  compress: false,
  poweredByHeader: false,
  skipTrailingSlashRedirect: true,
  reactStrictMode: true,
  // Stack traces in logs and profiles should name functions; server code is not sent to anybody.
  experimental: { serverMinification: false },
  serverExternalPackages: ["undici", "pino"],
  // `npm run check` checks the types of everything, tests included; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  outputFileTracingIncludes: { "/api/**": ["./routes.yaml"] },
  // `next start` warns about standalone builds, so only the container build asks for one.
  ...(process.env["NEXT_OUTPUT"] === "standalone" ? { output: "standalone" as const } : {}),
};

export default config;
