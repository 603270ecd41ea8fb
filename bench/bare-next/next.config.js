import { resolve } from "node:path";
import { NODE_UPSTREAM_URL, UPSTREAM_URL } from "../ports.ts";

/** @type {import("next").NextConfig} */
const config = {
  compress: false,
  poweredByHeader: false,
  // Next is installed two folders up.
  turbopack: { root: resolve(import.meta.dirname, "../..") },
  async rewrites() {
    return [
      ...["events", "uploads"].map((name) => ({
        source: `/api/v1/${name}`,
        destination: `${NODE_UPSTREAM_URL}/api/v1/${name}`,
      })),
      { source: "/api/v1/:path*", destination: `${UPSTREAM_URL}/api/v1/:path*` },
    ];
  },
};

// biome-ignore lint/style/noDefaultExport: what Next requires.
export default config;
