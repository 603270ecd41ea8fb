import type { YamlFile } from "./document.ts";
import type { Environment } from "./environment-names.ts";
import { byPosition, type Fault } from "./faults.ts";
import {
  type Hint,
  LINT_RULES,
  missingVariables,
  type RuleId,
  type Severity,
} from "./lint-rules.ts";
import type { GatewayConfig } from "./schema.ts";

/**
 * Something in a good routes.yaml that its author may not have meant. An `error` keeps the gateway
 * from starting where it was looked at, a `warning` wants a look, a `note` is good to know. `id` is
 * stable.
 */
export type Finding = Fault & { readonly id: RuleId; readonly severity: Severity };

/**
 * Looks a configuration over, in the order of its file. `source` is the file that it was read from;
 * variables are looked up in `env` to tell which are missing.
 */
export function lint(config: GatewayConfig, source: YamlFile, env: Environment): Finding[] {
  const subject = { config, data: source.value, env };
  const findings = LINT_RULES.flatMap(({ id, severity, find }) =>
    find(subject).map((hint) => findingAt(source, hint, id, severity)),
  );
  // What stands in `defaults` comes up with every route that inherits it.
  const distinct = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...distinct.values()].sort(byPosition);
}

/** What can be told of a file that has faults: the variables that are missing besides. */
export function lintFaulty(source: YamlFile, env: Environment): Finding[] {
  return missingVariables({ data: source.value, env }).map((hint) =>
    findingAt(source, hint, "environment-missing", "error"),
  );
}

function findingAt(
  source: YamlFile,
  { message, part, path }: Hint,
  id: RuleId,
  severity: Severity,
): Finding {
  return { ...source.fault(path, message, part), id, severity };
}
