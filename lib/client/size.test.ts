import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

const GZIPPED_BYTES_MAX = 6 * 1024;

test.each(["client.ts", "gateway-provider.tsx"])(
  "%s and all that it needs, React aside, is smaller than 6 KB",
  async (entry) => {
    const bundle = await rolldown({
      input: new URL(entry, import.meta.url).pathname,
      external: /^react/,
      platform: "browser",
      logLevel: "silent",
    });
    const { output } = await bundle.generate({ minify: true });
    await bundle.close();

    const bytes = output.map((chunk) => (chunk.type === "chunk" ? chunk.code : chunk.source));
    expect(gzipSync(bytes.join("")).length).toBeLessThan(GZIPPED_BYTES_MAX);
    expect(bytes.join("")).toContain("/api/gateway-token");
  },
);
