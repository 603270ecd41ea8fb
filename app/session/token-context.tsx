"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { type TokenClaims, tokenClaims } from "#lib/client/token-claims.ts";
import type { Failure } from "../pieces/error-envelope.ts";
import { fetchGatewayToken } from "./session-calls.ts";

/** A token that the page holds; `expiresAt` is in milliseconds of this machine's clock. */
export type HeldToken = Readonly<{
  token: string;
  claims: TokenClaims;
  expiresAt: number;
  lifetimeMs: number;
}>;

type TokenHolder = Readonly<{
  held: HeldToken | null;
  isMinting: boolean;
  failure: Failure | null;
  /** Gets a new token in place of the held one; null when there is none to be had. */
  mint: () => Promise<HeldToken | null>;
}>;

const TokenContext = createContext<TokenHolder | null>(null);

/** Holds one gateway token, in memory only: it goes with the page. Gets the first one by itself. */
export function TokenProvider({ children }: { children: ReactNode }) {
  const [held, setHeld] = useState<HeldToken | null>(null);
  const [isMinting, setIsMinting] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);

  const mint = useCallback(async (): Promise<HeldToken | null> => {
    setIsMinting(true);
    const minted = await mintToken();
    setIsMinting(false);
    setFailure("message" in minted ? minted : null);
    if ("message" in minted) return null;
    setHeld(minted);
    return minted;
  }, []);

  useEffect(() => {
    void mint();
  }, [mint]);

  return <TokenContext value={{ held, isMinting, failure, mint }}>{children}</TokenContext>;
}

/** The page's token. Throws outside of a `TokenProvider`. */
export function useToken(): TokenHolder {
  const holder = useContext(TokenContext);
  if (holder === null) throw new Error("useToken needs a TokenProvider");
  return holder;
}

async function mintToken(): Promise<HeldToken | Failure> {
  const answer = await fetchGatewayToken();
  if (!answer.ok) return answer.failure;
  const claims = tokenClaims(answer.token);
  if (claims === null) {
    return { code: null, message: "The token cannot be read.", requestId: null };
  }
  const lifetimeMs = answer.expiresIn * 1000;
  return { token: answer.token, claims, expiresAt: Date.now() + lifetimeMs, lifetimeMs };
}
