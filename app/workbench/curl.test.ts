import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlCommand } from "./curl.ts";

const url = "http://localhost:3000/api/v1/agents?a=1&b=2";

/** The words that a shell makes of the command, with `$TOKEN` set. */
function shellWords(command: string): string[] {
  const script = `TOKEN=secret; set -- ${command}; printf '%s\\0' "$@"`;
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test("leaves the token to the shell's variable", () => {
  const command = curlCommand({ method: "GET", url, isTokenSent: true, body: { kind: "none" } });

  expect(command).toContain('"Authorization: Bearer $TOKEN"');
  expect(shellWords(command)).toEqual([
    "curl",
    "-i",
    "-N",
    url,
    "-H",
    "Authorization: Bearer secret",
  ]);
});

test("hands a body with quotes, dollars and line ends to curl unchanged", () => {
  const text = `{\n  "name": "it's $HOME \\"quoted\\""\n}`;
  const command = curlCommand({
    method: "POST",
    url,
    isTokenSent: false,
    body: { kind: "json", text },
  });

  expect(shellWords(command).at(-1)).toBe(text);
});

test("sends a file by its name", () => {
  const body = { kind: "file", name: "it's.bin" } as const;
  const command = curlCommand({ method: "PUT", url, isTokenSent: false, body });

  expect(shellWords(command).slice(-2)).toEqual(["--data-binary", "@it's.bin"]);
});

test("asks for a head only where the method says so", () => {
  const command = curlCommand({ method: "HEAD", url, isTokenSent: false, body: { kind: "none" } });

  expect(shellWords(command)).toEqual(["curl", "-i", "-N", "--head", url]);
});
