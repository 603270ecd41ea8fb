import { answerMetrics } from "#lib/metrics-endpoint.ts";

export const dynamic = "force-dynamic";

export const GET = (request: Request) => answerMetrics(request);
