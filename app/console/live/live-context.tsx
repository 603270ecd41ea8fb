"use client";

import { createContext, type ReactNode, useContext, useEffect, useReducer } from "react";
import { followFeed } from "./follow-feed.ts";
import { afterEvent, type Live, UNHEARD } from "./live-state.ts";

const LiveContext = createContext<Live>(UNHEARD);

/** Follows the gateway's feed for as long as the console is open, whichever view is on show. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [live, report] = useReducer(afterEvent, UNHEARD);

  useEffect(() => {
    const controller = new AbortController();
    void followFeed(controller.signal, report);
    return () => controller.abort();
  }, []);

  return <LiveContext value={live}>{children}</LiveContext>;
}

/** What the console knows of the gateway now. */
export function useLive(): Live {
  return useContext(LiveContext);
}
