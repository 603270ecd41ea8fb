import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { completeEnvFile, withMissing } from "./env-file.ts";

function envFile(): string {
  const directory = mkdtempSync(join(tmpdir(), "eloquent-env-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, ".env.local");
}

test("writes a secret of at least 32 bytes into a file that only its owner may read", () => {
  const path = envFile();

  const { JWT_SECRET = "" } = completeEnvFile(path);

  expect(Buffer.byteLength(JWT_SECRET)).toBeGreaterThanOrEqual(32);
  expect(readFileSync(path, "utf8")).toContain(`JWT_SECRET=${JWT_SECRET}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("writes other secrets for another checkout", () => {
  const first = completeEnvFile(envFile());
  const second = completeEnvFile(envFile());

  expect(second.JWT_SECRET).not.toBe(first.JWT_SECRET);
  expect(second.NEXTAUTH_SECRET).not.toBe(first.NEXTAUTH_SECRET);
  expect(first.NEXTAUTH_SECRET).not.toBe(first.JWT_SECRET);
});

test("leaves a complete file as it is", () => {
  const path = envFile();
  completeEnvFile(path);
  const before = readFileSync(path, "utf8");

  completeEnvFile(path);

  expect(readFileSync(path, "utf8")).toBe(before);
});

test("takes the permission of others away from a file that is there", () => {
  const path = envFile();
  writeFileSync(path, "JWT_SECRET=mine\n", { mode: 0o644 });

  completeEnvFile(path);

  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("keeps a value that is there", () => {
  const text = withMissing("A=mine", { A: "ours", B: "ours" });

  expect(text).toMatch(/^A=mine\n#.*\nB=ours\n$/);
});

test("counts an empty value as missing", () => {
  expect(withMissing("A=\n", { A: "ours" })).toMatch(/\nA=ours\n$/);
});
