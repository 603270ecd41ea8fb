import { answerConsole } from "../answer-console.ts";
import { tellDecision } from "./tell-decision.ts";

export const GET = (request: Request) => answerConsole(request, tellDecision);
