import { expect, test } from "vitest";
import { faultsOf } from "#tests/config/marked-faults.ts";

test("aliases that multiply are refused before they are followed", () => {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const items =
      level === 0
        ? "x, x"
        : Array(10)
            .fill(`*l${level - 1}`)
            .join(", ");
    return `l${level}: &l${level} [${items}]`;
  });
  const { faults } = faultsOf(levels.join("\n"));

  expect(faults).toEqual([expect.objectContaining({ message: expect.stringMatching(/alias/) })]);
});

test("a file with more faults than fit into a list is refused all the same", () => {
  const { faults } = faultsOf(`version: "1.0"\nroutes:\n  - scopes: [${"1,".repeat(300_000)}]`);

  expect(faults.map(({ message }) => message)).toContain("has more faults than can be told");
});

test("a file that would take long to examine is refused instead", () => {
  const aliases = faultsOf(`a: &a x\nb: [${"*a, ".repeat(1001)}]`);
  const keys = faultsOf(Array.from({ length: 1001 }, (_, index) => `k${index}: 1`).join("\n"));

  expect(aliases.faults).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/aliases/) }),
  ]);
  expect(keys.faults).toEqual([expect.objectContaining({ message: "holds more than 1000 keys" })]);
});
