import { readFileSync } from "node:fs";
import { validate } from "dockerfile-utils";
import { expect, test } from "vitest";
import { execForm, readDockerfile } from "#tests/support/dockerfile.ts";

const text = readFileSync("Dockerfile", "utf8");

test("the linter finds nothing in the Dockerfile, and would", () => {
  expect(validate(text)).toEqual([]);
  expect(
    validate(text.replace("HEALTHCHECK --interval=10s", "HEALTHCHECK --intervall=10")),
  ).toEqual([expect.objectContaining({ message: expect.stringContaining("intervall") })]);
});

test("the image is Node 24 in several stages, without root, with a health check and a command that gets signals", () => {
  const stages = readDockerfile(text);
  const last = stages.at(-1)?.instructions ?? [];
  const said = new Map(last.map(({ argument, keyword }) => [keyword, argument]));

  expect(stages.map(({ from }) => from)).toEqual(["node:24-slim", "build", "node:24-slim"]);
  expect(said.get("USER")).toBe("node");
  expect(last).toContainEqual({
    keyword: "ENV",
    argument: expect.stringContaining("NEXT_MANUAL_SIG_HANDLE=true"),
  });
  expect(said.get("HEALTHCHECK")).toContain("/health");
  expect(execForm(said.get("CMD") ?? "")).toEqual(expect.arrayContaining(["node", "server.js"]));
});

test("the image starts Node with the parameters of npm start", () => {
  const { start } = JSON.parse(readFileSync("package.json", "utf8")).scripts;
  const last = readDockerfile(text).at(-1)?.instructions ?? [];
  const command = execForm(last.find(({ keyword }) => keyword === "CMD")?.argument ?? "");
  const warmStart = last.find(({ argument }) => argument.includes("warm-start.ts node"));

  const parameters = parametersOfNode(start);

  expect(parameters).toContain("--v8-pool-size=0");
  expect(parametersOfNode(command.join(" "))).toEqual(parameters);
  expect(parametersOfNode(warmStart?.argument ?? "")).toEqual(parameters);
});

function parametersOfNode(command: string): string[] {
  return /\bnode\s+((?:--\S+\s+)+)/.exec(command)?.[1]?.trim().split(/\s+/) ?? [];
}
