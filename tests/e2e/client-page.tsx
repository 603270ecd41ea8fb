import { createRoot } from "react-dom/client";
import { createGatewayClient } from "#lib/client/client.ts";
import { isGatewayError } from "#lib/client/gateway-error.ts";
import { GatewayProvider, useCan, useGateway } from "#lib/client/gateway-provider.tsx";

// What the browser tests put into a page, since the app itself does not show the client bare.
function Rights() {
  const mayRead = useCan("read");
  const mayWrite = useCan("write:agents");
  const { tokens } = useGateway();
  return (
    <output title={tokens.held === null ? "no token" : "token"}>
      {mayRead ? "reads" : "sees nothing"}, {mayWrite ? "writes" : "writes nothing"}
    </output>
  );
}

function showRights(): void {
  const place = document.createElement("div");
  document.body.append(place);
  createRoot(place).render(
    <GatewayProvider>
      <Rights />
    </GatewayProvider>,
  );
}

/** The facts of a caught error, as plain data. */
function told(thrown: unknown) {
  if (!isGatewayError(thrown)) return { code: null, name: Object(thrown).name };
  const { code, requestId, status } = thrown;
  return { code, requestId, status };
}

Object.assign(window, { createGatewayClient, showRights, told });
