import type { createGatewayClient, GatewayClient } from "#lib/client/client.ts";

declare global {
  // What client-page.tsx puts there.
  interface Window {
    createGatewayClient: typeof createGatewayClient;
    gateway?: GatewayClient;
    showRights: () => void;
    told: (thrown: unknown) => Readonly<Record<string, unknown>>;
  }
}
