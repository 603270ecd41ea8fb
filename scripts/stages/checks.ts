import { type Command, run } from "./command.ts";
import type { Stage } from "./stage.ts";

const checks: readonly (readonly [string, readonly Command[]])[] = [
  [
    "format and lint",
    [["biome", "ci", "--colors=off", "--error-on-warnings", "--diagnostic-level=warn", "."]],
  ],
  ["import directions", [["node", "scripts/check-directions.ts"]]],
  // Route types and next-env.d.ts are generated and not kept in git.
  [
    "types",
    [
      ["next", "typegen"],
      ["tsc", "--noEmit", "-p", "."],
    ],
  ],
  ["dead code", [["knip", "--no-progress", "--treat-config-hints-as-errors"]]],
  [
    "documentation",
    [
      ["node", "scripts/generate-errors-doc.ts", "--check"],
      ["node", "scripts/generate-schema.ts", "--check"],
      ["node", "scripts/generate-options-doc.ts", "--check"],
      ["node", "scripts/generate-client.ts", "--check"],
      ["node", "scripts/check-links.ts"],
    ],
  ],
];

/** What `npm run check` runs. A check counts only when it fails: it is no test that passed. */
export const checkStages: readonly Stage[] = checks.map(([name, commands]) => ({
  name,
  run: async () => {
    for (const command of commands) {
      if ((await run(command, 4)) !== 0) return { passed: 0, failures: [command.join(" ")] };
    }
    return { passed: 0, failures: [] };
  },
}));
