import { defineConfig } from "vitest/config";

// Two cores: one file more than cores only adds contention between real servers.
const maxWorkers = 2;

// These tests start the built app. APP_IS_BUILT=1 takes the build that is there.
const isBuilt = process.env.APP_IS_BUILT === "1";

export default defineConfig({
  test: {
    maxWorkers,
    // A poll ends when what it waits for is there. Its 1 s by default is over in one pause of a
    // shared machine.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          include: ["{lib,demo,app,bin,scripts}/**/*.test.{ts,tsx}", "*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          environment: "node",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**"],
          globalSetup: isBuilt ? [] : ["tests/support/build.ts"],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
