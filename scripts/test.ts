import { checkStages } from "./stages/checks.ts";
import { runStages, summary } from "./stages/stage.ts";
import { testStages } from "./stages/tests.ts";

const outcome = await runStages([...checkStages, ...testStages]);
console.log(summary(outcome));
process.exitCode = outcome.failures.length === 0 && outcome.passed > 0 ? 0 : 1;
