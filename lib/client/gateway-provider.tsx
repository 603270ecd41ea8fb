"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { createGatewayClient, type GatewayClient } from "./client.ts";
import type { Scope } from "./scope.ts";

const ClientContext = createContext<GatewayClient | null>(null);

/** Gives the components below one client, and so one token. */
export function GatewayProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => createGatewayClient());
  useEffect(() => () => client.close(), [client]);
  return <ClientContext value={client}>{children}</ClientContext>;
}

/** The client. Throws outside of a `GatewayProvider`. */
export function useGateway(): GatewayClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("useGateway needs a GatewayProvider");
  return client;
}

/**
 * Whether the signed-in user's token holds a scope: for showing what can be done, while the gateway
 * decides. False until there is a token, which this asks for.
 */
export function useCan(scope: Scope): boolean {
  const { tokens } = useGateway();
  useEffect(() => {
    // Who is not signed in may do nothing: there is nobody to tell.
    tokens.get().catch(() => {});
  }, [tokens]);
  return useSyncExternalStore(
    tokens.subscribe,
    () => tokens.held?.claims.scopes.includes(scope) ?? false,
    () => false,
  );
}
