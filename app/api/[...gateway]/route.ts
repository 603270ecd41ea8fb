import { handleInRoute } from "#lib/gateway/instance.ts";
import { handleRequest } from "#lib/gateway/lanes/route.ts";

export const dynamic = "force-dynamic";

const handle = (request: Request) => handleRequest(request, handleInRoute);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
