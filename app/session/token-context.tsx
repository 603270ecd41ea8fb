"use client";

import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import type { GatewayError } from "#lib/client/gateway-error.ts";
import { GatewayProvider, useGateway } from "#lib/client/gateway-provider.tsx";
import type { HeldToken } from "#lib/client/token-holder.ts";
import type { Failure } from "../pieces/error-envelope.ts";

type Token = Readonly<{
  held: HeldToken | null;
  isMinting: boolean;
  failure: Failure | null;
  /** The held token, or the one that is on its way; null when there is none to be had. */
  get: () => Promise<HeldToken | null>;
  /** Gets a new token in place of the held one; null when there is none to be had. */
  mint: () => Promise<HeldToken | null>;
}>;

/** Gives the page one client and its token, and gets the first by itself. */
export function TokenProvider({ children }: { children: ReactNode }) {
  return (
    <GatewayProvider>
      <FirstToken />
      {children}
    </GatewayProvider>
  );
}

function FirstToken() {
  const { tokens } = useGateway();
  useEffect(() => {
    // Why there is none shows beside it.
    tokens.get().catch(() => {});
  }, [tokens]);
  return null;
}

/** The page's token. Throws outside of a `TokenProvider`. */
export function useToken(): Token {
  const { tokens } = useGateway();
  const held = useSyncExternalStore(tokens.subscribe, () => tokens.held, none);
  const failure = useSyncExternalStore(tokens.subscribe, () => tokens.failure, none);
  const isMinting = useSyncExternalStore(tokens.subscribe, () => tokens.isRenewing, yes);
  return {
    held,
    isMinting,
    failure: failure === null ? null : shown(failure),
    get: async () => tokens.held ?? tokens.get().catch(() => null),
    mint: () => tokens.renew().catch(() => null),
  };
}

function none(): null {
  return null;
}

function yes(): boolean {
  return true;
}

function shown({ code, message, requestId }: GatewayError): Failure {
  if (code !== "UNREACHABLE") return { code, message, requestId };
  return { code: null, message: `${message}. Is it running?`, requestId };
}
