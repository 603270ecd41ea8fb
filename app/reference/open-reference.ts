import type { ReferenceProps } from "@scalar/api-reference";
import type { GatewayClient } from "#lib/client/client.ts";
import type { HeldToken } from "#lib/client/token-holder.ts";
import type { Renderer } from "./load-renderer.ts";

type Caller = { readonly gateway: GatewayClient; readonly held: HeldToken | null };

/**
 * Renders the reference into an element, light or dark as the browser is. Gives what takes it away
 * again. The token stays in memory, and is replaced before it ends.
 */
export function openReference(render: Renderer, target: Element, caller: Caller): () => void {
  const darkness = window.matchMedia("(prefers-color-scheme: dark)");
  const configuration = () => configurationFor(caller, darkness.matches);
  const reference = render(target, configuration());
  const onChange = () => reference.updateConfiguration(configuration());
  darkness.addEventListener("change", onChange);
  return () => {
    darkness.removeEventListener("change", onChange);
    reference.destroy();
  };
}

function configurationFor(
  caller: Caller,
  isDark: boolean,
): NonNullable<ReferenceProps["configuration"]> {
  return {
    url: "/api/v1/docs/openapi.json",
    theme: "none",
    layout: "modern",
    forceDarkModeState: isDark ? "dark" : "light",
    hideDarkModeToggle: true,
    // Nothing may call elsewhere: no fonts, no counting, no assistants, no other service's client.
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: "never",
    persistAuth: false,
    documentDownloadType: "none",
    authentication: {
      preferredSecurityScheme: "gatewayToken",
      securitySchemes: { gatewayToken: { token: caller.held?.token ?? "" } },
    },
    customFetch: (input, init) => sendWithFreshToken(new Request(input, init), caller),
  };
}

// The form keeps the token that the page began with; what somebody typed instead is theirs.
async function sendWithFreshToken(request: Request, { gateway, held }: Caller): Promise<Response> {
  const isOurs = held !== null && request.headers.get("authorization") === `Bearer ${held.token}`;
  if (isOurs) request.headers.set("authorization", `Bearer ${(await gateway.tokens.get()).token}`);
  return fetch(request);
}
