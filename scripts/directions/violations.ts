import { importsOf } from "./imports.ts";
import { type Impurity, impuritiesOf } from "./purity.ts";
import { rules } from "./rules.ts";

/** A broken direction, ready to print: `file:line` first, so that editors can jump there. */
export type Violation = Readonly<{ rule: string; at: string; what: string }>;

/** Every direction that one source file breaks. The path counts from the project's root. */
export function violationsOf(path: string, source: string): readonly Violation[] {
  const imports = importsOf(path, source).flatMap(({ target, line }) =>
    rules
      .filter(({ broken }) => broken(path, target))
      .map(({ name }) => ({ rule: name, at: `${path}:${line}`, what: `imports ${target}` })),
  );
  const impure = impuritiesOf(path, source).map(({ what, line }: Impurity) => ({
    rule: "6: modules that decide are pure, with `now` passed in",
    at: `${path}:${line}`,
    what,
  }));
  return [...imports, ...impure];
}
