import { answerConsole } from "../answer-console.ts";
import { replayDecision } from "./replay-decision.ts";

export const GET = (request: Request) => answerConsole(request, replayDecision);
