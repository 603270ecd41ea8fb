import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { missingPlatforms, parseLock } from "./missing-platforms.ts";

const lockOf = (packages: object) => parseLock(JSON.stringify({ packages }));
const tool = { version: "1.2.3", optionalDependencies: { "@tool/linux-arm64-musl": "1.2.3" } };

test("the lock file holds every platform's builds, so that npm ci accepts it everywhere", () => {
  const lock = parseLock(readFileSync("package-lock.json", "utf8"));

  expect(Object.keys(missingPlatforms(lock)), "mend it by `npm run lock`").toEqual([]);
});

test("names the platform of a build that the lock lacks", () => {
  expect(missingPlatforms(lockOf({ "node_modules/tool": { ...tool, dev: true } }))).toEqual({
    "node_modules/@tool/linux-arm64-musl": {
      version: "1.2.3",
      cpu: ["arm64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    },
  });
});

test.each([
  "node_modules/@tool/linux-arm64-musl",
  "node_modules/tool/node_modules/@tool/linux-arm64-musl",
])("takes a build locked at %s for present", (path) => {
  const lock = lockOf({ "node_modules/tool": tool, [path]: { version: "1.2.3" } });

  expect(missingPlatforms(lock)).toEqual({});
});
