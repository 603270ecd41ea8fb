import { checkStages } from "./stages/checks.ts";
import { runStages } from "./stages/stage.ts";

const { failed } = await runStages(checkStages);
process.exitCode = failed === 0 ? 0 : 1;
