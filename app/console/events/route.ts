import { answerConsole } from "../answer-console.ts";
import { liveEvents } from "../feed/live-events.ts";

export const GET = (request: Request) => answerConsole(request, liveEvents);
