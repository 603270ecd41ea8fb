import { checkStages } from "./stages/checks.ts";
import { runStages } from "./stages/stage.ts";
import { testStages } from "./stages/tests.ts";

const { passed, failed } = await runStages([...checkStages, ...testStages]);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
