import { checkStages } from "./stages/checks.ts";
import { runStages } from "./stages/stage.ts";

const { failures } = await runStages(checkStages);
for (const failure of failures) console.error(`FAILED ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
