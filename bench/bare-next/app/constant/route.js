import { ITEM } from "../../../workload.ts";

export const dynamic = "force-dynamic";

export function GET() {
  return new Response(ITEM, { headers: { "content-type": "application/json" } });
}
